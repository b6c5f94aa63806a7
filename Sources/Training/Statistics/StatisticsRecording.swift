/// What is to be recorded of each block of parameters and of what happens inside the network while training, and how
/// often.
package struct StatisticsRecording: Hashable, Sendable {
  /// A number of each block at a step.
  package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    /// `‖g‖`, of the loss with its penalty, before clipping.
    case gradients
    /// `‖θ‖` before the step.
    case weights
    /// `‖Δθ‖/‖θ‖`; infinite for a block of zeros that moves.
    case updates
    /// `‖Δθ‖/‖g‖`, the rate at which plain descent would have made a step of that length.
    case stepSizes = "step-sizes"
  }

  /// In the order of `Kind.allCases`.
  package let kinds: [Kind]
  /// In the order of `ActivationStatistics.Kind.allCases`; recorded before the first step as well.
  package let observations: [ActivationStatistics.Kind]
  /// Moments per epoch, evenly spread, the last one at its last step.
  package let perEpoch: Int

  package init(
    _ kinds: Set<Kind>, observing observations: Set<ActivationStatistics.Kind> = [], perEpoch: Int = 1
  ) {
    precondition(perEpoch > 0, "\(perEpoch) moments an epoch")
    self.observations = ActivationStatistics.Kind.allCases.filter(observations.contains)
    self.kinds = Kind.allCases.filter(kinds.contains)
    self.perEpoch = perEpoch
  }
}
