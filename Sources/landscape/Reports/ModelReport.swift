import Data
import Models
import Networks
import Storage

/// What a model file holds.
struct ModelReport: FileReport {
  private let kind = "model"
  private let model: String
  private let digest: Digest
  private let inputShape: [Int]
  /// Nil where a number is predicted.
  private let classes: Int?
  private let parameterCount: Int
  private let trainableCount: Int
  private let parametersByRole: [String: Int]
  private let multiplyAdds: Int
  private let normalization: PixelNormalization
  private let task: PredictionTask
  private let graph: [LayerReport]
  private let source: ModelSource
  /// Nil for a network that was trained here.
  private let imported: ImportRecord?
  private let damagedBlock: String?

  init(_ model: Model) {
    let layout = ParameterLayout(model.graph)
    let shape = model.graph.inputShape
    self.model = model.name
    digest = model.digest
    inputShape = [shape.channels, shape.height, shape.width]
    classes = model.task.isRegression ? nil : model.graph.outputRows(for: model.loss).width
    parameterCount = layout.count
    trainableCount = layout.trainableCount
    parametersByRole = layout.blocks.reduce(into: [:]) { $0[$1.role.name, default: 0] += $1.range.count }
    multiplyAdds = model.graph.multiplyAdds
    normalization = model.preprocessing
    task = model.task
    graph = LayerReport.all(of: model.graph, layout)
    source = model.source
    imported = model.imported
    damagedBlock = model.damagedBlock?.name
  }

  var text: String {
    let number = task.predictedColumn.map { "the number '\($0)'" } ?? "one number"
    let predicted = classes.map { "\($0) classes" } ?? "\(number) to predict"
    var lines = [
      "model \(model), without its training", "",
      "input        \(inputShape.map(String.init).joined(separator: "×")), \(predicted)",
      "parameters   \(parameterCount.grouped), \(trainableCount.grouped) of them can be trained",
    ]
    for (role, count) in parametersByRole.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
      lines.append("             \(count.grouped.padded(to: 12, right: true)) \(role)")
    }
    lines += [
      "work         \(multiplyAdds.grouped) multiply-adds per sample",
      "loss         \(task.loss.rawValue)",
      "digest       \(digest.hex)",
      "made by      \(source.program)" + (source.command.map { ": \($0)" } ?? ""),
    ]
    if let file = source.fileName { lines.append("from file    \(file)") }
    if let imported {
      lines.append("imported     \(imported.format)" + (imported.producer.map { ", written by \($0)" } ?? ""))
      if let family = imported.family { lines.append("family       \(family)") }
      lines += imported.remarks.map { "remark       \($0)" }
    }
    if let damagedBlock { lines.append("damaged      not all numbers of \(damagedBlock) are finite") }
    lines += ["", "graph"] + LayerReport.lines(of: graph)
    return lines.map(\.trimmed).joined(separator: "\n")
  }
}
