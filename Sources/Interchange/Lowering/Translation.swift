import Formats
import Models
import Networks
import Tensors

/// The translation of a foreign graph, node by node, to the operations of our networks.
///
/// Each foreign operation is a combination of the methods here, in a table for its dialect. What depends on neither data nor
/// parameters is computed at once; what depends on parameters alone becomes part of the network, so that directions move the
/// parameters as they are in the file.
final class Translation {
  let graph: ForeignGraph
  let recorder: GraphRecorder
  /// The samples' extent in a file that fixes it; nil where it is a symbol.
  let fixedBatch: Int?
  /// What was found that a user should know.
  var remarks: Set<String> = []
  private var values: [String: Traced] = [:]
  /// Nodes that could not be translated, by the values that they would have made: an error for whoever needs one.
  private var refused: [String: InterchangeError] = [:]
  /// Nodes whose values are 0 and 1 for false and true.
  var booleans: Set<Int> = []
  /// Constants that are parts of other constants.
  var aliases: [String: Alias] = [:]
  /// Data that are views of other data.
  var views: [String: String] = [:]
  /// For each value, the last node that reads it.
  private var lastReaders: [String: Int] = [:]
  private var current = 0
  /// Parts of large tensors, which are read where something needs their numbers.
  var parts: [String: ForeignTensor] = [:]
  /// Numbers of the large constants among the values.
  private var held = 0
  /// Numbers of large constants at most: 4 GiB.
  private static let largestHeld = 1 << 29
  /// For each view of a file's bytes that holds a parameter the first value that it is.
  private let firstNames: [ForeignTensor.View: String]

  /// A part of a constant, number by number.
  struct Alias {
    let source: String
    let positions: [Int]
  }

  init(_ graph: ForeignGraph, fixedBatch: Int?) {
    self.graph = graph
    self.fixedBatch = fixedBatch
    recorder = GraphRecorder(graph)
    var names: [ForeignTensor.View: String] = [:]
    for name in graph.storedOrder {
      guard let stored = graph.stored[name], stored.kind != .constant, names[stored.tensor.view] == nil else {
        continue
      }
      names[stored.tensor.view] = name
    }
    firstNames = names
  }

  // MARK: Values by name

  func set(_ name: String, _ value: Traced) {
    if !name.isEmpty { values[name] = value }
  }

  func known(_ name: String) -> Traced? { values[name] }

  /// Whether a node after the current one reads a value.
  func isReadLater(_ name: String) -> Bool { (lastReaders[name] ?? -1) > current }

  /// The value that an argument names, or that it is.
  func value(_ argument: ForeignGraph.Argument?) throws(Refusal) -> Traced {
    switch argument {
    case nil, .none?: return .absent
    case .value(let name)?: return try value(named: name)
    case .integer(let number)?: return .constant(ConstantTensor(integer: number))
    case .number(let number)?: return .constant(ConstantTensor(float: number))
    case .flag(let flag)?: return .constant(ConstantTensor(.boolean, [flag ? 1 : 0], extents: []))
    case .tensor(let tensor)?: return .constant(ConstantTensor(tensor))
    case .list(let list)?:
      var result: [Traced] = []
      for element in list { result.append(try value(element)) }
      return .list(result)
    case .text?, .graph?: throw Refusal("an argument is no tensor")
    }
  }

  func value(named name: String) throws(Refusal) -> Traced {
    if let known = values[name] { return known }
    if let error = refused[name] { throw Refusal(because: error) }
    if let part = parts[name] {
      let value = Traced.constant(try read(part))
      values[name] = value
      return value
    }
    guard let stored = graph.stored[name] else { throw Refusal("its input \(name) is not known") }
    if stored.kind == .constant || !stored.tensor.element.isFloat {
      let value = Traced.constant(try read(stored.tensor))
      values[name] = value
      return value
    }
    // One parameter under two names is one.
    let value = stored.traced(as: firstNames[stored.tensor.view] ?? name)
    values[name] = value
    return value
  }

  /// The numbers of a tensor of the file that is no parameter.
  private func read(_ tensor: ForeignTensor) throws(Refusal) -> ConstantTensor {
    guard tensor.count <= ConstantTensor.largestCount else {
      throw Refusal("a constant of \(tensor.extents) is too large")
    }
    try hold(tensor.count)
    return ConstantTensor(tensor)
  }

  /// Counts the numbers of one constant more.
  private func hold(_ count: Int) throws(Refusal) {
    guard count > Self.largeCount else { return }
    guard held + count <= Self.largestHeld else {
      throw Refusal("constants would take more than 4 GiB of memory")
    }
    held += count
  }

  /// Leaves out the large constants that a node was the last one to read.
  private func release(after index: Int) {
    for case .value(let name) in graph.nodes[index].allArguments where lastReaders[name] == index {
      guard case .constant(let tensor)? = values[name], tensor.count > Self.largeCount,
        !graph.outputs.contains(name)
      else { continue }
      held -= tensor.count
      values[name] = nil
    }
  }

  // MARK: Nodes

  /// Translates all nodes, in their order.
  ///
  /// A node that cannot be translated is an error only where the result is needed.
  func run(path: String, table: (ForeignGraph.Node, Translation) throws(Refusal) -> [Traced]) {
    for (index, node) in graph.nodes.enumerated() {
      for case .value(let name) in node.allArguments { lastReaders[name] = index }
    }
    let buildsConstants = graph.nodes.contains { TorchOperators.changesConstants($0.operation) }
    // Bodies of control flow may read what is around them.
    let releases =
      !buildsConstants
      && !graph.nodes.contains { node in
        node.allArguments.contains { if case .graph = $0 { true } else { false } }
      }
    for (index, node) in graph.nodes.enumerated() {
      current = index
      recorder.scope = node.scope.flatMap { $0.isEmpty ? nil : $0 } ?? node.name
      do throws(Refusal) {
        let results = try table(node, self)
        for (name, value) in zip(node.outputs, results) {
          if case .constant(let tensor) = value { try hold(tensor.count) }
          set(name, value)
        }
        if releases { release(after: index) }
        if buildsConstants { try noteViews(node, table) }
      } catch {
        let reason =
          error.cause ?? .node(path: path, node: node.name, operation: node.operation, reason: error.reason)
        for name in node.outputs { refused[name] = reason }
      }
    }
    recorder.scope = ""
  }

  /// Records of which constant or value a node's result is a view.
  private func noteViews(
    _ node: ForeignGraph.Node, _ table: (ForeignGraph.Node, Translation) throws(Refusal) -> [Traced]
  ) throws(Refusal) {
    guard TorchOperators.isView(node.operation), case .value(let source)? = node.inputs.first,
      let name = node.outputs.first
    else { return }
    views[name] = source
    guard case .constant(let tensor)? = values[source], case .constant? = values[name],
      tensor.multiples == nil
    else { return }
    let saved = values[source]
    set(
      source,
      .constant(ConstantTensor(.integer, (0..<tensor.count).map { Double($0) }, extents: tensor.extents)))
    if case .constant(let positions)? = try table(node, self).first {
      aliases[name] = Alias(source: source, positions: positions.numbers.map { Int($0) })
    }
    values[source] = saved
  }

  // MARK: What a value is

  /// The extents as sizes.
  func sizes(_ value: Traced) throws(Refusal) -> [SymbolicInteger] {
    switch value {
    case .constant(let tensor): return tensor.sizes
    case .parameter(let view): return view.extents.map { SymbolicInteger($0) }
    case .node(let node):
      let shape = recorder.shape(node)
      return shape.extents.enumerated().map { axis, extent in
        axis == shape.batchAxis ? SymbolicInteger(0, samples: extent) : SymbolicInteger(extent)
      }
    case .rows(let node):
      let extents = recorder.shape(node).extents
      return [SymbolicInteger(0, samples: extents[0])] + extents.dropFirst(2).map { SymbolicInteger($0) }
    case .list, .absent: throw Refusal("a tensor is missing")
    }
  }

  func rank(_ value: Traced) throws(Refusal) -> Int { try sizes(value).count }

  /// The axis that an index means, which counts from the end where it is negative.
  func axis(_ index: Int, rank: Int) throws(Refusal) -> Int {
    let result = index < 0 ? index + rank : index
    // PyTorch's scalars have an axis 0.
    guard (0..<max(rank, graph.dialect == .torch ? 1 : 0)).contains(result) else {
      throw Refusal("there is no axis \(index) in rank \(rank)")
    }
    return result
  }

  /// The constant that a value is; buffers of a program count as constants.
  func constant(_ value: Traced) -> ConstantTensor? {
    switch value {
    case .constant(let tensor): return tensor
    case .parameter(let view):
      guard let stored = graph.stored[view.key], stored.kind == .buffer || stored.kind == .constant else {
        return nil
      }
      let tensor = ConstantTensor(stored.tensor)
      var numbers = ConstantTensor(tensor.kind, tensor.numbers, extents: tensor.extents)
      for step in view.steps { numbers = numbers.applying(step) }
      return numbers
    case .list(let list):
      let tensors = list.map(constant)
      guard tensors.allSatisfy({ $0?.count == 1 }) else { return nil }
      return ConstantTensor(tensors.flatMap { $0?.integers ?? [] })
    case .node, .rows, .absent: return nil
    }
  }

  /// The constant that a value is, where an ONNX file does not say whether a tensor is a parameter and only a constant fits.
  func settled(_ value: Traced) -> ConstantTensor? {
    if let tensor = constant(value) { return tensor }
    guard case .parameter(let view) = value, let stored = graph.stored[view.key], stored.kind == .unknown
    else { return nil }
    var tensor = ConstantTensor(stored.tensor)
    for step in view.steps { tensor = tensor.applying(step) }
    return tensor
  }

  /// The node of a value that data or parameters determine, or that is to be computed with such.
  func node(_ value: Traced) throws(Refusal) -> Int {
    if let constant = constant(value) {
      return try recorder.place(constant)
    }
    return try recorder.weight(value)
  }

  func shape(_ value: Traced) throws(Refusal) -> ValueShape { recorder.shape(try node(value)) }

  /// Whether a value depends on the samples.
  func isData(_ value: Traced) -> Bool {
    switch value {
    case .node(let node): recorder.shape(node).batchAxis != nil
    case .rows: true
    case .constant, .parameter, .list, .absent: false
    }
  }

  // MARK: Arguments

  /// The integers that an argument lists, each of which may contain the number of samples; nil where it is not given.
  func integers(_ argument: ForeignGraph.Argument?) throws(Refusal) -> [SymbolicInteger]? {
    let value = try value(argument)
    if case .absent = value { return nil }
    guard let constant = constant(value) else { throw Refusal("a size depends on data") }
    return constant.integers
  }

  /// Integers that are numbers.
  func fixedIntegers(_ argument: ForeignGraph.Argument?) throws(Refusal) -> [Int]? {
    guard let integers = try integers(argument) else { return nil }
    let fixed = integers.compactMap(\.fixed)
    guard fixed.count == integers.count else { throw Refusal("a setting depends on the number of samples") }
    return fixed
  }

  func integer(_ argument: ForeignGraph.Argument?) throws(Refusal) -> Int? {
    try fixedIntegers(argument).flatMap { $0.first }
  }

  /// A number; nil where it is not given.
  func number(_ argument: ForeignGraph.Argument?) throws(Refusal) -> Double? {
    let value = try value(argument)
    if case .absent = value { return nil }
    guard let number = constant(value)?.scalar else { throw Refusal("a setting is no number") }
    return number
  }

  func flag(_ argument: ForeignGraph.Argument?) throws(Refusal) -> Bool? {
    try number(argument).map { $0 != 0 }
  }
}

extension ForeignGraph.Node {
  /// All arguments, those in lists one by one.
  var allArguments: [ForeignGraph.Argument] {
    (inputs + attributes.values).flatMap { argument in
      if case .list(let list) = argument { list } else { [argument] }
    }
  }
}

extension ForeignGraph.Stored {
  /// What a stored tensor is before anything reads it.
  fileprivate func traced(as name: String) -> Traced {
    guard tensor.element.isFloat, tensor.count > 0 else { return .constant(ConstantTensor(tensor)) }
    switch kind {
    case .constant: return .constant(ConstantTensor(tensor))
    case .unknown where tensor.count == 1 && tensor.extents.count < 2:
      return .constant(ConstantTensor(tensor))
    case .unknown where isMask: return .constant(ConstantTensor(tensor))
    default: return .parameter(ParameterView(name, extents: tensor.extents))
    }
  }

  /// Whether the numbers can only be those of an additive mask.
  var isMask: Bool {
    guard tensor.extents.count > 1, begins(with: { $0 == 0 || $0 < -1e9 }) else { return false }
    let numbers = tensor.floats()
    return numbers.contains { $0 < -1e9 } && numbers.allSatisfy { $0 == 0 || $0 < -1e9 }
  }

  /// Whether all numbers are 0 or 1, as in masks that are compared with them.
  var isBinary: Bool {
    begins(with: { $0 == 0 || $0 == 1 }) && tensor.floats().allSatisfy { $0 == 0 || $0 == 1 }
  }

  /// Whether the first numbers are of some kind: few tensors need to be read as a whole to know that they are not.
  private func begins(with isOfKind: (Float) -> Bool) -> Bool {
    guard let extent = tensor.extents.last, let stride = tensor.strides.last,
      let start = ForeignTensor(
        tensor.element, extents: [min(extent, 8)], strides: [stride], storage: tensor.storage,
        offset: tensor.offset)
    else { return false }
    return start.floats().allSatisfy(isOfKind)
  }
}

extension ConstantTensor {
  /// The tensor after a step.
  func applying(_ step: ViewStep) -> ConstantTensor {
    switch step {
    case .permute(let axes):
      let own = strides
      let target = axes.map { extents[$0] }
      return picking(
        Self.positions(extents: target, strides: axes.map { own[$0] }), extents: target,
        batchAxis: batchAxis.flatMap(axes.firstIndex(of:)))
    case .reshape(let target):
      var result = self
      result.extents = target
      result.batchAxis = nil
      return result
    case .reorder(let axis, let order):
      let own = strides
      let moved = (0..<rank).map { $0 == axis ? 1 : extents[$0] }
      var positions = Array(repeating: 0, count: count)
      for (index, position) in order.enumerated() {
        let from = Self.positions(extents: moved, strides: own, offset: position * own[axis])
        let to = Self.positions(extents: moved, strides: own, offset: index * own[axis])
        for (source, target) in zip(from, to) { positions[target] = source }
      }
      return picking(positions, extents: extents, batchAxis: batchAxis)
    }
  }
}
