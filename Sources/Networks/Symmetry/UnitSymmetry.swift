/// Which units of a network - channels, outputs of dense layers - can change places without a change of its function, and
/// where their parameters are.
///
/// Every unit that a layer makes gets a number; operations that act on each unit alone pass numbers on, and sums make those of
/// their inputs one. Units that occur at the same nodes are exchangeable. Inputs and outputs of the network stay.
package struct UnitSymmetry: Hashable, Sendable {
  /// Units that can be permuted among themselves.
  package struct Group: Hashable, Sendable {
    /// Number of units.
    package let count: Int
    /// Where the units' parameters are.
    package let axes: [Axis]
  }

  /// An axis of a parameter block along which units of a group lie.
  package struct Axis: Hashable, Sendable {
    /// Index of the block in the layout.
    package let block: Int
    /// 0 for the slowest axis.
    package let axis: Int
    /// For each unit of the group its places along the axis, in order, as many for each.
    package let places: [[Int]]
  }

  /// The groups of more than one unit, in the order of the network.
  package let groups: [Group]

  /// Why units of a network cannot be followed.
  package enum Problem: Error, Hashable, Sendable {
    /// A node whose operation mixes units in a way that is not known.
    case unknownOperation(node: String, kind: String)
  }

  /// Follows the units of a graph.
  ///
  /// - Throws: `Problem` for networks of other operations than dense layers, convolutions, batch normalization, activations,
  ///   pooling, sums, dropout and flattening.
  package init(of graph: Graph) throws(Problem) {
    var units = UnitNumbers()
    var values: [[Int]] = []
    // Axes of parameter blocks by node, with a unit for each place.
    var axes: [(block: Int, axis: Int, units: [Int])] = []
    let layout = ParameterLayout(graph)
    for (index, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { values[$0] }
      let blocks = layout.blocks.indices.filter { layout.blocks[$0].node == index }
      values.append(
        try Self.value(of: node, at: index, in: graph, inputs, blocks, layout, &units, &axes))
    }
    for unit in values.last ?? [] { units.fix(unit) }
    groups = Self.groups(values, axes, units)
  }

  /// The units of a node's value.
  private static func value(
    of node: Graph.Node, at index: Int, in graph: Graph, _ inputs: [[Int]], _ blocks: [Int],
    _ layout: ParameterLayout, _ units: inout UnitNumbers,
    _ axes: inout [(block: Int, axis: Int, units: [Int])]
  ) throws(Problem) -> [Int] {
    let channels = graph.shapes[index].channels
    let unknown = Problem.unknownOperation(node: node.name, kind: node.operation.name)
    switch node.operation.base {
    case is Input:
      let made = units.make(channels)
      for unit in made { units.fix(unit) }
      return made
    case is Dense:
      guard node.inputs.count == 1, blocks.count <= 2, let first = blocks.first,
        layout.blocks[first].shape.count == 2,
        layout.blocks[first].shape[1] == inputs[0].count
      else { throw unknown }
      let made = units.make(layout.blocks[first].shape[0])
      axes += [(first, 0, made), (first, 1, inputs[0])]
      for block in blocks.dropFirst() { axes.append((block, 0, made)) }
      return made
    case let convolution as Convolution:
      guard node.inputs.count == 1, convolution.groups == 1, let first = blocks.first,
        layout.blocks[first].shape.dropFirst().first == inputs[0].count
      else { throw unknown }
      let made = units.make(convolution.filters)
      axes += [(first, 0, made), (first, 1, inputs[0])]
      for block in blocks.dropFirst() { axes.append((block, 0, made)) }
      return made
    case is BatchNormalization, is ElementwiseActivation:
      for block in blocks {
        // A slope that all units share belongs to none of them.
        if layout.blocks[block].shape == [inputs[0].count] {
          axes.append((block, 0, inputs[0]))
        } else if layout.blocks[block].range.count != 1 {
          throw unknown
        }
      }
      return inputs[0]
    case is Pooling, is GlobalAveragePooling, is DropoutLayer:
      guard inputs[0].count == channels else { throw unknown }
      return inputs[0]
    case is Flatten:
      let source = graph.shapes[node.inputs[0]]
      guard inputs[0].count == source.channels else { throw unknown }
      return inputs[0].flatMap { Array(repeating: $0, count: source.height * source.width) }
    case is Addition:
      guard inputs[0].count == inputs[1].count else { throw unknown }
      for (a, b) in zip(inputs[0], inputs[1]) { units.unite(a, b) }
      return inputs[0]
    case let subsampling as Subsampling:
      // The channels beyond the input's are zero.
      return inputs[0] + units.make(subsampling.channels - inputs[0].count)
    default: throw unknown
    }
  }

  /// Units by the nodes and axes at which they occur.
  private static func groups(
    _ values: [[Int]], _ axes: [(block: Int, axis: Int, units: [Int])], _ units: UnitNumbers
  ) -> [Group] {
    // For each unit where it is: the number of the value or axis, with its places there.
    var signatures: [Int: [Int]] = [:]
    for (number, value) in (values + axes.map(\.units)).enumerated() {
      for unit in value { signatures[units.root(unit), default: []].append(number) }
    }
    var members: [[Int]: [Int]] = [:]
    for unit in signatures.keys.sorted() where !units.isFixed(unit) {
      members[signatures[unit] ?? [], default: []].append(unit)
    }
    let sorted = members.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    return sorted.map { group in
      var rank: [Int: Int] = [:]
      for (index, unit) in group.enumerated() { rank[unit] = index }
      return Group(
        count: group.count,
        axes: axes.compactMap { axis in
          var places = [[Int]](repeating: [], count: group.count)
          for (place, unit) in axis.units.enumerated() {
            if let index = rank[units.root(unit)] { places[index].append(place) }
          }
          return places.contains([]) ? nil : Axis(block: axis.block, axis: axis.axis, places: places)
        })
    }
  }
}

/// Numbers of units, some of which are one.
private struct UnitNumbers {
  private var parents: [Int] = []
  private var fixed: Set<Int> = []

  /// New units.
  mutating func make(_ count: Int) -> [Int] {
    let start = parents.count
    parents += start..<start + max(0, count)
    return Array(start..<parents.count)
  }

  /// The number that stands for a unit.
  func root(_ unit: Int) -> Int {
    var unit = unit
    while parents[unit] != unit { unit = parents[unit] }
    return unit
  }

  mutating func unite(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    guard a != b else { return }
    let (first, second) = (min(a, b), max(a, b))
    parents[second] = first
    if fixed.contains(second) { fixed.insert(first) }
  }

  /// Says that a unit cannot change places.
  mutating func fix(_ unit: Int) { fixed.insert(root(unit)) }

  func isFixed(_ unit: Int) -> Bool { fixed.contains(root(unit)) }
}
