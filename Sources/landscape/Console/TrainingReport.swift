import Networks
import Training

/// What the user sees of a training run.
struct TrainingReport {
  private let path: String
  private let epochs: Int
  private let isQuiet: Bool
  private var line: ProgressLine
  private var epoch = 0

  init(path: String, epochs: Int, isQuiet: Bool) {
    self.path = path
    self.epochs = epochs
    self.isQuiet = isQuiet
    line = ProgressLine("", unit: "samples", isQuiet: isQuiet)
  }

  mutating func show(_ event: Trainer.Event) {
    switch event {
    case .started(let graph, let training, let validation, let completed):
      let layout = ParameterLayout(graph)
      var text = "\(path): \(layout.trainableCount.grouped) parameters, \(training.grouped) training samples"
      if validation > 0 { text += ", \(validation.grouped) for validation" }
      if completed > 0 { text += completed < epochs ? "; continues after epoch \(completed)" : "; complete" }
      line.finish(text)
    case .emptyClasses(let names):
      let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
      Console.warn("\(path): no sample to train on of \(names.count == 1 ? "class" : "classes") \(list)")
    case .progress(let epoch, let done, let total, let loss):
      if epoch != self.epoch {
        self.epoch = epoch
        line = ProgressLine("epoch \(epoch)/\(epochs)", unit: "samples", isQuiet: isQuiet)
      }
      line.update(done: done, total: total, note: "loss \(loss.formatted(decimals: 4))")
    case .epoch(let record):
      line.finish(Self.describe(record, of: epochs))
    case .restored(let epoch):
      line.finish("the weights are those of epoch \(epoch), which has the lowest validation loss")
    }
  }

  mutating func finish() { line.finish() }

  static func describe(_ record: EpochRecord, of epochs: Int) -> String {
    func pair(_ name: String, _ loss: Double, _ accuracy: Double?) -> String {
      "\(name) \(loss.formatted(decimals: 4))" + (accuracy.map { " \($0.percent(2))" } ?? "")
    }
    var parts = ["epoch \(record.epoch)/\(epochs)", pair("train", record.trainLoss, record.trainAccuracy)]
    if let loss = record.validationLoss {
      parts.append(pair("validation", loss, record.validationAccuracy))
    }
    parts.append(pair("test", record.testLoss, record.testAccuracy))
    if let penalty = record.penalty { parts.append("penalty \(penalty.formatted(decimals: 4))") }
    return parts.joined(separator: "  ")
  }
}
