import Plates
import Training

/// What the user sees of the making of plates.
final class GalleryReport {
  private let isQuiet: Bool
  private var plate = ""
  private var line: ProgressLine
  /// The run at hand, and the epochs or points that are left of it.
  private var run = ""
  private var begun = ContinuousClock.now

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    line = ProgressLine("", unit: "", isQuiet: isQuiet)
  }

  func begin(_ name: String, _ number: Int, of total: Int) {
    plate = "\(number)/\(total) \(name)"
  }

  func show(_ event: Workshop.Event) {
    switch event {
    case .training(let run, .started):
      start("\(plate): training \(run.name)", unit: "samples")
    case .training(_, .emptyClasses): break
    case .training(let run, .progress(let epoch, let done, let total, _)):
      let epochs = run.training.epochs
      line.update(done: (epoch - 1) * total + done, total: epochs * total)
    case .training(let run, .epoch(let record)):
      guard record.epoch == run.training.epochs else { return }
      end(
        "loss \(record.trainLoss.formatted(significant: 3)), test \(record.testLoss.formatted(significant: 3))"
      )
    case .training(_, .restored(let epoch)): line.finish("\(run): the weights are those of epoch \(epoch)")
    case .probing(let name, .started(_, let done, let total)):
      start("\(plate): surface of \(name)", unit: "points", done: done)
      line.update(done: done, total: total)
    case .probing(_, .progress(let done, let total)):
      line.update(done: done, total: total)
      if done == total { end("\(total.grouped) points") }
    case .probing(_, .curving(let done, let total)): line.update(done: done, total: total)
    case .probing(_, .estimating(let progress)):
      if let total = progress.total { line.update(done: progress.done, total: total) }
    case .damaged(let path): Console.warn("\(path): damaged; recomputed")
    }
  }

  private func start(_ run: String, unit: String, done: Int = 0) {
    line.finish()
    self.run = run
    begun = .now
    line = ProgressLine(run, unit: unit, done: done, isQuiet: isQuiet)
  }

  private func end(_ text: String) {
    let seconds = begun.duration(to: .now) / .seconds(1)
    line.finish("\(run): \(text), in \(seconds.formatted(decimals: 1)) s")
  }

  func finish() { line.finish() }

  /// The last line, with the time that all took.
  func end(_ text: String, after seconds: Double) {
    line.finish("\(text), in \(ProgressLine.clock(seconds))")
  }
}
