import Networks
import Storage

/// Numbers of each trained block of parameters at moments of a run.
package struct BlockStatistics: Hashable, Sendable {
  /// Names of the blocks.
  package let blocks: [String]
  /// When, in epochs from the start; whole numbers are ends of epochs.
  package private(set) var epochs: [Double] = []
  /// `[moment][block]` for each kind, one moment after another.
  package private(set) var values: [StatisticsRecording.Kind: [Double]]

  /// Nothing yet of the blocks of a layout.
  package init(_ layout: ParameterLayout, _ kinds: [StatisticsRecording.Kind]) {
    blocks = layout.blocks.filter(\.role.isTrainable).map(\.name)
    values = Dictionary(uniqueKeysWithValues: kinds.map { ($0, []) })
  }

  /// The values of a block, one per moment.
  package func values(_ kind: StatisticsRecording.Kind, of block: String) -> [Double]? {
    guard let index = blocks.firstIndex(of: block), let all = values[kind] else { return nil }
    return stride(from: index, to: all.count, by: blocks.count).map { all[$0] }
  }

  /// Adds a moment: of each block the norms of gradient, parameters and step.
  mutating func append(epoch: Double, _ norms: [(gradient: Double, weight: Double, step: Double)]) {
    precondition(norms.count == blocks.count, "\(norms.count) blocks where there are \(blocks.count)")
    epochs.append(epoch)
    for kind in values.keys {
      values[kind]? += norms.map { norm in
        switch kind {
        case .gradients: norm.gradient
        case .weights: norm.weight
        case .updates: norm.step == 0 ? 0 : norm.step / norm.weight
        case .stepSizes: norm.step == 0 ? 0 : norm.step / norm.gradient
        }
      }
    }
  }
}

extension BlockStatistics {
  static let prefix = "statistics."

  /// Adds the moments as a tensor and `[moments, blocks]` for each kind; the blocks' names to the metadata.
  func add(to file: inout TensorFile) {
    file.metadata["statistics"] = JSONText.encode(blocks)
    file.add(Self.prefix + "epochs", shape: [epochs.count], epochs)
    for kind in StatisticsRecording.Kind.allCases {
      guard let numbers = values[kind] else { continue }
      file.add(Self.prefix + kind.rawValue, shape: [epochs.count, blocks.count], numbers)
    }
  }

  /// What `add` wrote, nil when there is nothing.
  init?(_ file: TensorFile, path: String) throws(StorageError) {
    guard let names = file.metadata["statistics"] else { return nil }
    blocks = try JSONText.decode(names, path: path, what: "statistics")
    epochs = try file.doubles(Self.prefix + "epochs")
    values = [:]
    for kind in StatisticsRecording.Kind.allCases where file.entry(Self.prefix + kind.rawValue) != nil {
      values[kind] = try file.doubles(Self.prefix + kind.rawValue, shape: [epochs.count, blocks.count])
    }
  }
}
