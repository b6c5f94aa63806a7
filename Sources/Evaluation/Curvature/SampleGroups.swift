import Data
import Numerics

/// Random groups of samples, by whose differences the error of a mean over all of them is known.
package struct SampleGroups: Sendable {
  /// The groups, each a micro-batch.
  package let batches: [MicroBatch]
  private let set: SampleSet

  /// Groups that samples are divided into, at least.
  private static let usualCount = 16

  /// Divides a set, whose samples all count the same, into groups of equal size, the last of which may be smaller.
  ///
  /// Groups are drawn at random, since data are often in the order of their classes.
  package init(_ set: SampleSet, seed: UInt64) {
    precondition(set.weights == nil, "groups of samples with weights")
    self.set = set
    var generator = SeededGenerator(seed: seed, for: .sampleGroups)
    let size = max(1, min(Objective.derivativeBatch, set.count / Self.usualCount))
    batches = MicroBatch.division(of: generator.shuffled(set.indices)[...], size: size)
  }

  /// The standard error of a mean over all samples from its values in the groups, over the samples that there were to choose
  /// from; 0 where all were chosen, and nil where one group says nothing of it.
  ///
  /// `√(G/(G − 1) Σ n_b² (x_b − x̄)²)/n · √(1 − n/N)`.
  package func standardError(_ values: [Double]) -> Double? {
    if set.isWholePopulation { return 0 }
    guard values.count == batches.count, values.count > 1 else { return nil }
    let (count, groups) = (Double(set.count), Double(values.count))
    let counts = batches.map { Double($0.count) }
    let mean = zip(values, counts).reduce(0) { $0 + $1.0 * $1.1 } / count
    let squares = zip(values, counts).reduce(0) {
      let distance = $1.1 * ($1.0 - mean)
      return $0 + distance * distance
    }
    let rest = 1 - count / Double(max(set.population, 1))
    return (groups / (groups - 1) * squares * rest).squareRoot() / count
  }
}
