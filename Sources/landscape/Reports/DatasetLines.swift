import Data

/// What a report of a checkpoint says of its data set: the statistics that inputs and target are standardized by.
struct DatasetLines {
  let lines: [String]

  /// The most classes that are named.
  private static let limit = 12

  init(_ dataset: DatasetDescription, _ normalization: PixelNormalization) {
    guard !dataset.isOfText else {
      lines = ["data         \(dataset.title)"]
      return
    }
    guard case .table(let table) = dataset.source else {
      let (mean, deviation) = (Self.list(normalization.mean), Self.list(normalization.deviation))
      lines = ["data         \(dataset.title), mean \(mean), deviation \(deviation)"]
      return
    }
    var lines = [
      "data         \(dataset.title)" + (table.testFile.map { ", tested on \($0.fileName)" } ?? "")
    ]
    if let target = normalization.target {
      lines.append(
        "target       \(table.target), mean \(Self.number(target.mean)), "
          + "deviation \(Self.number(target.deviation)); losses are of (\(table.target) - mean) / deviation")
    } else {
      lines.append("target       \(table.target): \(Self.names(dataset.classNames))")
    }
    let width = table.columns.map(\.count).max() ?? 0
    for (name, (mean, deviation)) in zip(table.columns, zip(normalization.mean, normalization.deviation)) {
      let head = (name == table.columns.first ? "inputs" : "").padded(to: 13)
      lines.append(
        "\(head)\(name.padded(to: width))  mean \(Self.number(mean)), deviation \(Self.number(deviation))")
    }
    self.lines = lines
  }

  private static func list(_ numbers: [Double]) -> String {
    numbers.map { $0.formatted(decimals: 4) }.joined(separator: " ")
  }

  private static func number(_ value: Double) -> String { value.formatted(significant: 5) }

  private static func names(_ names: [String]) -> String {
    guard names.count > limit else { return names.joined(separator: ", ") }
    return names.prefix(limit).joined(separator: ", ") + " and \((names.count - limit).grouped) more"
  }
}
