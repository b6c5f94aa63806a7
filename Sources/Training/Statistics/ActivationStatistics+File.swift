import Storage

extension ActivationStatistics {
  private static let key = "activation-statistics"
  static let prefix = "observed."

  /// The part of the statistics that is not a tensor.
  private struct Names: Codable {
    let kinds: [Kind]
    let layers: [String]
    let normalizations: [String]
  }

  /// Adds the moments as `[moments, layers]` for each number, histograms as `[moments, layers, bins]`, and the last
  /// moment's statistics of batches as `[batches, channels]`; the layers' names to the metadata.
  func add(to file: inout TensorFile) {
    file.metadata[Self.key] = JSONText.encode(
      Names(kinds: kinds, layers: layers, normalizations: normalizations))
    func add(_ name: String, _ shape: [Int], _ numbers: [Double]) {
      file.add(Self.prefix + name, shape: [records.count] + shape, numbers)
    }
    add("epochs", [], records.map(\.epoch))
    for kind in kinds {
      for column in Self.columns(of: kind) {
        let width = kind == .runningStatistics ? normalizations.count : layers.count
        add("\(kind.rawValue).\(column.name)", [width], records.flatMap(column.read))
      }
    }
    if kinds.contains(.preActivations) {
      add(
        Self.histograms, [layers.count, Self.binCount + 2],
        records.flatMap { $0.preActivations.flatMap { $0.counts.map(Double.init) } })
      file.add(Self.prefix + Self.halfWidths, shape: [halfWidths.count], halfWidths)
    }
    for (name, channels) in zip(normalizations, channels) {
      let width = channels.runningMeans.count
      func add(_ suffix: String, _ shape: [Int], _ numbers: [Double]) {
        file.add("\(Self.prefix)\(name).\(suffix)", shape: shape, numbers)
      }
      add("batch_means", [channels.batchMeans.count, width], channels.batchMeans.flatMap(\.self))
      add("batch_variances", [channels.batchVariances.count, width], channels.batchVariances.flatMap(\.self))
      add("running_means", [width], channels.runningMeans)
      add("running_variances", [width], channels.runningVariances)
    }
  }

  /// What `add` wrote, nil when there is nothing.
  ///
  /// - Throws: `StorageError` when tensors are missing or of shapes that do not fit.
  init?(_ file: TensorFile, path: String) throws(StorageError) {
    guard let text = file.metadata[Self.key] else { return nil }
    let names: Names = try JSONText.decode(text, path: path, what: Self.key)
    (kinds, layers, normalizations) = (names.kinds, names.layers, names.normalizations)
    let epochs = try file.doubles(Self.prefix + "epochs")
    var columns: [String: [Double]] = [:]
    for kind in kinds {
      for column in Self.columns(of: kind) {
        let width = kind == .runningStatistics ? normalizations.count : layers.count
        let name = "\(kind.rawValue).\(column.name)"
        columns[name] = try file.doubles(Self.prefix + name, shape: [epochs.count, width])
      }
    }
    var counts: [Double] = []
    halfWidths = []
    if kinds.contains(.preActivations) {
      counts = try file.doubles(
        Self.prefix + Self.histograms, shape: [epochs.count, layers.count, Self.binCount + 2])
      guard counts.allSatisfy({ $0 >= 0 && $0 <= 0x1p53 }) else {
        throw .corrupt(path: path, reason: "the histograms hold numbers that count nothing")
      }
      halfWidths = try file.doubles(Self.prefix + Self.halfWidths)
      guard halfWidths.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw .corrupt(path: path, reason: "the histograms have edges that are no positive numbers")
      }
      guard halfWidths.count == layers.count || epochs.isEmpty && halfWidths.isEmpty else {
        throw .corrupt(path: path, reason: "the histograms have edges for \(halfWidths.count) layers")
      }
    }
    let layerCount = layers.count
    records = epochs.enumerated().map { index, epoch in
      Self.record(index, epoch, layerCount, names.normalizations.count, columns, counts)
    }
    if kinds.contains(.runningStatistics), !epochs.isEmpty {
      for name in normalizations { channels.append(try Self.channels(of: name, file)) }
    }
  }

  // MARK: Tensors

  private static let histograms = "pre-activations.histograms"
  private static let halfWidths = "pre-activations.half-widths"

  /// A number of each layer at each moment.
  private struct Column {
    let name: String
    let read: (ActivationRecord) -> [Double]
  }

  private static func columns(of kind: Kind) -> [Column] {
    switch kind {
    case .activations:
      [
        Column(name: "means") { $0.activations.map(\.mean) },
        Column(name: "variances") { $0.activations.map(\.variance) },
        Column(name: "dead-shares") { $0.activations.map(\.deadFraction) },
        Column(name: "saturated-shares") { $0.activations.map(\.saturatedFraction) },
      ]
    case .preActivations:
      [
        Column(name: "means") { $0.preActivations.map(\.mean) },
        Column(name: "variances") { $0.preActivations.map(\.variance) },
      ]
    case .runningStatistics:
      [
        Column(name: "mean-gaps") { $0.gaps.map(\.mean) },
        Column(name: "variance-gaps") { $0.gaps.map(\.variance) },
      ]
    }
  }

  private static func record(
    _ index: Int, _ epoch: Double, _ layers: Int, _ normalizations: Int, _ columns: [String: [Double]],
    _ counts: [Double]
  ) -> ActivationRecord {
    func row(_ kind: Kind, _ name: String, _ width: Int) -> ArraySlice<Double> {
      columns["\(kind.rawValue).\(name)"]?[index * width..<(index + 1) * width] ?? []
    }
    let bins = binCount + 2
    let dead = zip(
      row(.activations, "dead-shares", layers), row(.activations, "saturated-shares", layers))
    return ActivationRecord(
      epoch: epoch,
      activations: zip(
        zip(row(.activations, "means", layers), row(.activations, "variances", layers)), dead
      ).map { .init(mean: $0.0, variance: $0.1, deadFraction: $1.0, saturatedFraction: $1.1) },
      preActivations: zip(
        row(.preActivations, "means", layers), row(.preActivations, "variances", layers)
      ).enumerated().map { layer, numbers in
        let first = (index * layers + layer) * bins
        return .init(
          mean: numbers.0, variance: numbers.1, counts: counts[first..<first + bins].map { Int($0) })
      },
      gaps: zip(
        row(.runningStatistics, "mean-gaps", normalizations),
        row(.runningStatistics, "variance-gaps", normalizations)
      ).map { .init(mean: $0, variance: $1) })
  }

  private static func channels(
    of name: String, _ file: TensorFile
  ) throws(StorageError) -> NormalizationChannels {
    func numbers(_ suffix: String, _ shape: [Int]? = nil) throws(StorageError) -> [Double] {
      try file.doubles("\(prefix)\(name).\(suffix)", shape: shape)
    }
    let means = try numbers("running_means")
    let shape = file.entry("\(prefix)\(name).batch_means")?.shape ?? []
    let batches = [shape.first ?? 0, means.count]
    func rows(_ numbers: [Double]) -> [[Double]] {
      (0..<batches[0]).map { Array(numbers[$0 * means.count..<($0 + 1) * means.count]) }
    }
    return NormalizationChannels(
      batchMeans: rows(try numbers("batch_means", batches)),
      batchVariances: rows(try numbers("batch_variances", batches)), runningMeans: means,
      runningVariances: try numbers("running_variances", [means.count]))
  }
}
