import Numerics
import Storage

/// The samples that a mean is taken over, with a weight for each, and how many there were to choose from.
///
/// The mean of a quantity `q` is `Σ wᵢ qᵢ / Σ wᵢ`. Weights may be negative, as those of a calibrated estimate are.
package struct SampleSet: Hashable, Sendable {
  /// Indices into a split, distinct and rising.
  package let indices: [Int]
  /// One weight per index, with a positive sum; nil where all are 1.
  ///
  /// Kernels take them in single precision.
  package let weights: [Double]?
  /// Samples that there were to choose from: at least as many as are chosen.
  package let population: Int

  /// Samples of weight 1: distinct and rising indices, the whole population where that is nil.
  package init(_ indices: [Int], population: Int? = nil) {
    self.init(indices, weights: nil, population: population ?? indices.count)
  }

  /// Samples with weights: finite in single precision, with a positive sum.
  package init(_ indices: [Int], weights: [Double]?, population: Int) {
    precondition(
      Self.isSet(indices, weights, population),
      "\(indices.count) indices with \(weights?.count ?? 0) weights of a population of \(population) are no set"
    )
    self.indices = indices
    self.weights = weights
    self.population = population
  }

  /// Chooses `count` of rising indices at random without replacement; all when there are no more.
  package init(choosing count: Int, of population: [Int], seed: UInt64) {
    guard count < population.count else {
      self.init(population)
      return
    }
    var generator = SeededGenerator(seed: seed, for: .probedSamples)
    let chosen = generator.shuffled(0..<population.count).prefix(count)
    self.init(chosen.map { population[$0] }.sorted(), population: population.count)
  }

  private static func isSet(_ indices: [Int], _ weights: [Double]?, _ population: Int) -> Bool {
    guard (indices.first ?? 0) >= 0, zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }),
      population >= indices.count
    else { return false }
    guard let weights else { return true }
    return weights.count == indices.count && weights.allSatisfy { Float($0).isFinite }
      && weights.reduce(0, +) > 0
  }

  /// How many samples are chosen.
  package var count: Int { indices.count }

  /// Whether the set is the whole population, each sample with weight 1.
  package var isWholePopulation: Bool { weights == nil && count == population }

  /// Digest of the indices alone.
  package var choiceDigest: Digest { Digest(of: JSONText.encode(indices).utf8) }

  /// Digest of the weights alone; nil where all are 1.
  package var weightsDigest: Digest? { weights.map { Digest(of: JSONText.encode($0).utf8) } }

  /// Digest of indices and weights; that of the indices where all weights are 1.
  package var digest: Digest {
    guard let weightsDigest else { return choiceDigest }
    return Digest(of: (choiceDigest.hex + weightsDigest.hex).utf8)
  }
}

extension SampleSet: Codable {
  private enum CodingKeys: CodingKey {
    case indices
    case weights
    case population
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let indices = try container.decode([Int].self, forKey: .indices)
    let weights = try container.decodeIfPresent([Double].self, forKey: .weights)
    let population = try container.decode(Int.self, forKey: .population)
    guard Self.isSet(indices, weights, population) else {
      throw DecodingError.dataCorruptedError(
        forKey: .indices, in: container, debugDescription: "not a set of samples")
    }
    self.init(indices, weights: weights, population: population)
  }
}
