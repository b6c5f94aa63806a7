/// Ends a run when the validation loss has stopped falling, and goes back to the best weights (Prechelt 1998).
package struct EarlyStopping: Codable, Hashable, Sendable {
  /// Epochs without improvement after which the run ends.
  package var patience: Int
  /// By how much the loss has to fall below the best to count as an improvement.
  package var minimumImprovement: Double

  package init(patience: Int, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// The epoch, counted from 1, whose weights are the best so far; nil before the first.
  package func bestEpoch(_ log: [EpochRecord]) -> Int? {
    var best: (epoch: Int, loss: Double)?
    for record in log {
      guard let loss = record.validationLoss, !loss.isNaN else { continue }
      if best == nil || loss < (best?.loss ?? .infinity) - minimumImprovement { best = (record.epoch, loss) }
    }
    return best?.epoch
  }

  /// True when the run is over.
  package func isOver(_ log: [EpochRecord]) -> Bool {
    guard let last = log.last?.epoch else { return false }
    return last - (bestEpoch(log) ?? 0) >= patience
  }
}
