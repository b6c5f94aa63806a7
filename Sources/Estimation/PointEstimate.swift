/// What is estimated at a point.
package struct PointEstimate: Hashable, Sendable {
  /// Mean loss over the population; infinite where the network diverges on a sample.
  package var loss: Double
  /// Its standard error; 0 where all samples were evaluated.
  package var lossError: Double
  /// Fraction of correct samples, from 0 to 1.
  package var accuracy: Double
  /// Its standard error.
  package var accuracyError: Double
  /// Samples that were evaluated.
  package var samples: Int

  /// Standard error of the loss in that; 0 of a loss of 0.
  var relativeError: Double { loss > 0 ? lossError / loss : 0 }
}

/// Losses of the first samples of a random order at a point, and how far each sample is answered correctly, from 0 to 1.
package struct SampleValues: Hashable, Sendable {
  package var losses: [Float]
  package var correct: [Float]

  /// Values for as many samples as there are losses.
  package init(losses: [Float] = [], correct: [Float] = []) {
    precondition(losses.count == correct.count, "\(losses.count) losses and \(correct.count) answers")
    self.losses = losses
    self.correct = correct
  }

  package var count: Int { losses.count }

  /// Whether the network diverges on a sample.
  package var isDiverged: Bool { losses.contains { !$0.isFinite } }

  /// Adds values of the samples that follow.
  package mutating func append(_ next: SampleValues) {
    losses += next.losses
    correct += next.correct
  }

  /// Mean loss of the first samples.
  package func meanLoss(_ count: Int) -> Double {
    losses.prefix(count).reduce(0) { $0 + Double($1) } / Double(count)
  }

  /// Losses of the first samples in units of `scale`.
  func relative(_ count: Int, scale: Double) -> [Double] { losses.prefix(count).map { Double($0) / scale } }

  /// What is known where all samples, or all that there are, were evaluated.
  package func exact() -> PointEstimate {
    guard !isDiverged else { return .diverged(samples: count) }
    let accuracy = correct.reduce(0) { $0 + Double($1) } / Double(count)
    return PointEstimate(
      loss: meanLoss(count), lossError: 0, accuracy: accuracy, accuracyError: 0, samples: count)
  }
}

extension PointEstimate {
  /// What a point has where the network diverges.
  package static func diverged(samples: Int) -> PointEstimate {
    PointEstimate(loss: .infinity, lossError: .infinity, accuracy: 0, accuracyError: 0, samples: samples)
  }
}
