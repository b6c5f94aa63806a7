import Models
import Networks

/// The tensors that a file's directions are matched with: a network's parameters as another program names and orders them.
package struct DirectionTarget: Sendable {
  /// A block of the layout, and what it is in files.
  package struct Block: Sendable {
    /// Index among the blocks of the layout.
    package let index: Int
    /// The name in a `state_dict`.
    package let name: String
    /// The extents in files.
    package let extents: [Int]
    /// The block's numbers from those of a file.
    package let fromFile: @Sendable ([Float]) -> [Float]
    /// A file's numbers from those of the block.
    package let toFile: @Sendable ([Float]) -> [Float]

    package init(
      index: Int, name: String, extents: [Int], fromFile: @escaping @Sendable ([Float]) -> [Float],
      toFile: @escaping @Sendable ([Float]) -> [Float]
    ) {
      self.index = index
      self.name = name
      self.extents = extents
      self.fromFile = fromFile
      self.toFile = toFile
    }
  }

  package let layout: ParameterLayout
  /// Blocks that have a name in files, in the order of the `state_dict`.
  package let blocks: [Block]
  /// All names of the `state_dict` in its order; those that are no block's are counters, masks, or second names.
  package let stateNames: [String]
  /// First names of tensors that the `state_dict` has under two.
  package let ties: [String: String]
  /// Place of each name among the blocks.
  private let places: [String: Int]

  /// A target of its parts.
  ///
  /// - Parameters:
  ///   - blocks: at most one for each block of the layout, in any order.
  ///   - stateNames: with the name of every block.
  package init(
    layout: ParameterLayout, blocks: [Block], stateNames: [String], ties: [String: String] = [:]
  ) {
    let order = Dictionary(stateNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.layout = layout
    self.blocks = blocks.sorted { (order[$0.name] ?? .max, $0.index) < (order[$1.name] ?? .max, $1.index) }
    self.stateNames = stateNames
    self.ties = ties
    places = Dictionary(
      self.blocks.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What the parameters of a model are in files: of an imported one, what they were in its file.
  package init(_ model: Model) {
    let layout = ParameterLayout(model.graph)
    guard let record = model.imported else {
      self.init(layout)
      return
    }
    let blocks = record.origins.enumerated().compactMap { index, origin in
      origin.name.map { name in
        Block(
          index: index, name: name, extents: origin.extents, fromFile: { origin.numbers(fromFile: $0) },
          toFile: { origin.numbers(toFile: $0) })
      }
    }
    self.init(layout: layout, blocks: blocks, stateNames: record.stateNames, ties: record.ties)
  }

  /// The blocks of a network that was made here, under their own names: those of PyTorch, which counts batches behind the
  /// running statistics of each batch normalization.
  package init(_ layout: ParameterLayout) {
    let blocks = layout.blocks.enumerated().map { index, block in
      Block(index: index, name: block.name, extents: block.shape, fromFile: \.self, toFile: \.self)
    }
    let names = layout.blocks.flatMap { block in
      guard block.role == .runningVariance else { return [block.name] }
      let layer = block.name.split(separator: ".").dropLast().joined(separator: ".")
      return [block.name, "\(layer).\(Self.counter)"]
    }
    self.init(layout: layout, blocks: blocks, stateNames: names)
  }

  /// What PyTorch calls the number of batches that running statistics were estimated from.
  static let counter = "num_batches_tracked"

  /// Blocks that training changes, in the order of PyTorch's `parameters()`: tied tensors once.
  package var parameters: [Block] { blocks.filter { layout.blocks[$0.index].role.isTrainable } }

  /// The block of a name, be it the second one of a tensor; nil of a counter or mask.
  package func block(named name: String) -> Block? {
    places[ties[name] ?? name].map { blocks[$0] }
  }

  /// Whether a name stands in the `state_dict`.
  package func hasName(_ name: String) -> Bool {
    places[name] != nil || ties[name] != nil || stateNames.contains(name)
  }
}
