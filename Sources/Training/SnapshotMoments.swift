import Numerics

/// The moments of a run at which parameters are kept: the start, the end, and what lies between.
struct SnapshotMoments {
  /// All that are kept, the start among them.
  let count: Int
  private let rhythm: Trainer.Snapshots.Rhythm
  /// Steps of an epoch, and of the run.
  private let steps: Int
  private let end: Int
  /// Moments of the rhythm without the start, of which a limit leaves some out.
  private let all: Int

  /// - Parameter steps: of an epoch.
  init(_ snapshots: Trainer.Snapshots, epochs: Int, steps: Int) {
    rhythm = snapshots.rhythm
    self.steps = max(1, steps)
    end = [epochs, self.steps].checkedProduct() ?? .max - 1
    switch rhythm {
    case .perEpoch(let number): all = [epochs, min(number, self.steps)].checkedProduct() ?? .max - 1
    case .everySteps(let number): all = end / number + (end % number > 0 ? 1 : 0)
    }
    count = min(snapshots.limit ?? .max, all + 1)
  }

  /// Whether parameters are kept after a step.
  ///
  /// Where there is a limit, what is kept is spread evenly over the moments of the rhythm.
  func contains(_ position: StepPosition) -> Bool {
    guard let number = number(of: position) else { return false }
    guard count <= all else { return true }
    let kept = Double(count - 1) / Double(all)
    return number == all
      || (Double(number) * kept).rounded(.down) > (Double(number - 1) * kept).rounded(.down)
  }

  /// The moment of the rhythm that a step is, counted from 1; nil where it is none.
  private func number(of position: StepPosition) -> Int? {
    switch rhythm {
    case .perEpoch(let perEpoch):
      guard position.isMoment(of: perEpoch) else { return nil }
      let each = min(perEpoch, steps)
      return position.epoch * each + (position.step + 1) * each / steps
    case .everySteps(let every):
      let done = position.epoch * steps + position.step + 1
      if done == end { return all }
      return done % every == 0 ? done / every : nil
    }
  }
}
