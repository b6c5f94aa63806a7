/// Weighted sums over some samples: what a batch, a grid point or an epoch of evaluation yields.
///
/// Samples have weight 1 unless a plan was given others; those of weight 0 do not count.
package struct LossSums: Hashable, Sendable {
  /// `Σ wᵢ ℓᵢ`; not finite when a sample's loss is not.
  package var lossSum: Double
  /// `Σ wᵢ² ℓᵢ²`, from which the standard error of the mean follows.
  package var squaredLossSum: Double
  /// `Σ wᵢ² ℓᵢ`.
  package var crossSum: Double
  /// `Σ wᵢ cᵢ`, where `cᵢ` is 1 for a sample whose largest output is the one of its label, or the fraction of its positions
  /// where that is so; what it means for the losses of numbers, see `LossFunction.takesLabels`.
  package var correct: Double
  /// `Σ wᵢ`.
  package var weight: Double
  /// `Σ wᵢ²`.
  package var squaredWeight: Double
  /// Samples whose weight is not 0.
  package var count: Int

  /// Sums over samples of weight 1; of none without arguments.
  package init(lossSum: Double = 0, squaredLossSum: Double = 0, correct: Double = 0, count: Int = 0) {
    self.lossSum = lossSum
    self.squaredLossSum = squaredLossSum
    self.correct = correct
    self.count = count
    crossSum = lossSum
    weight = Double(count)
    squaredWeight = Double(count)
  }

  /// Adds a sample.
  package mutating func add(loss: Double, correct isCorrect: Double, weight w: Double = 1) {
    guard w != 0 else { return }
    lossSum += w * loss
    squaredLossSum += w * w * (loss * loss)
    crossSum += w * w * loss
    correct += w * isCorrect
    weight += w
    squaredWeight += w * w
    count += 1
  }

  /// Weighted mean loss.
  package var loss: Double { lossSum / weight }
  /// Weighted fraction of correct samples, 0…1.
  package var accuracy: Double { correct / weight }

  /// Standard error of `loss` as an estimate over the population the samples were drawn from.
  ///
  /// `s/√n`, with the unbiased sample variance `s²`; with weights that of a ratio of two sums, `√(n/(n − 1) Σ wᵢ² (ℓᵢ − L)²)/Σ wᵢ`
  /// (Cochran 1977, *Sampling Techniques*, §6.4). Zero for a single sample, and no number known where the loss is
  /// none: infinite for an infinite sum of losses or of their squares, NaN for NaN.
  ///
  /// - Parameter population: samples that there were to choose from without replacement, which lowers the error by the
  ///   factor `√(1 − n/N)`; nil for an unlimited number.
  package func standardError(population: Int? = nil) -> Double {
    guard lossSum.isFinite, squaredLossSum.isFinite else { return abs(lossSum) + squaredLossSum }
    guard count > 1 else { return 0 }
    let n = Double(count)
    let rest = population.map { max(0, 1 - n / Double(max($0, 1))) } ?? 1
    guard weight != n || squaredWeight != n else {
      let variance = max(0, (squaredLossSum - lossSum * lossSum / n) / (n - 1))
      return (variance / n * rest).squareRoot()
    }
    let squares = max(0, squaredLossSum - 2 * loss * crossSum + loss * loss * squaredWeight)
    return (n / (n - 1) * squares * rest).squareRoot() / abs(weight)
  }

  /// The standard error over an unlimited population.
  package var standardError: Double { standardError() }

  package static func += (left: inout LossSums, right: LossSums) {
    left.lossSum += right.lossSum
    left.squaredLossSum += right.squaredLossSum
    left.crossSum += right.crossSum
    left.correct += right.correct
    left.weight += right.weight
    left.squaredWeight += right.squaredWeight
    left.count += right.count
  }
}
