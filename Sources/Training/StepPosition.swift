/// The position of a step in a run.
struct StepPosition: Hashable {
  /// Counted from 0.
  let epoch: Int
  /// Counted from 0 in its epoch.
  let step: Int
  /// Steps of an epoch.
  private let count: Int

  init(epoch: Int, step: Int, of count: Int) {
    self.epoch = epoch
    self.step = step
    self.count = count
  }

  /// The time after the step, in epochs from the start.
  var end: Double { Double(epoch) + Double(step + 1) / Double(count) }

  /// True when one of `perEpoch` evenly spread moments falls on the end of the step.
  func isMoment(of perEpoch: Int) -> Bool { (step + 1) * perEpoch / count > step * perEpoch / count }
}
