import Formats
import Models
import Networks

/// Translates a network to nodes of ONNX, one of ours after the other.
final class ONNXExport: NetworkExport {
  /// The version of the operators: the first whose group normalization has a scale per channel.
  static let opset = 21
  /// The version of the format that came with the operators.
  static let ir = 10

  private var nodes: [ForeignGraph.Node] = []
  private var stored: [String: ForeignGraph.Stored] = [:]
  private var storedOrder: [String] = []
  private var given: [ForeignGraph.Input] = []
  /// Names of lists of integers that are stored.
  private var lists: [String: String] = [:]

  /// The whole network.
  ///
  /// - Throws: `InterchangeError.node` for an operation that ONNX does not have.
  func foreignGraph() throws(InterchangeError) -> ForeignGraph {
    for parameter in parameters where stored[parameter.name] == nil {
      _ = unique(parameter.name)
      store(parameter.tensor, as: parameter.name, parameter.role.isTrainable ? .parameter : .buffer)
    }
    declareInputs()
    let output = unique(model.imported?.output ?? "output")
    let last = graph.nodes.count - 1
    for index in graph.nodes.indices where graph.nodes[index].operation.as(Input.self) == nil {
      current = index
      set(index, .declared, try result(of: graph.nodes[index].operation))
    }
    var result = value(last)
    if let target = model.preprocessing.target {
      result = affine(result, scale: Float(target.deviation), shift: Float(target.mean), part: "standardized")
    }
    append("Identity", [result], [output])
    let shape = graph.values[last]
    return ForeignGraph(
      dialect: .onnx(opsets: ["": Self.opset]), nodes: nodes, inputs: given, stored: stored,
      storedOrder: storedOrder, outputs: [output],
      stated: [
        output: shape.extents.enumerated().map { $0 == shape.batchAxis ? Self.samples($1) : .fixed($1) }
      ])
  }

  /// The name of the first input.
  var samples: String { given[0].name }

  /// The extent of the axis of the samples.
  private static func samples(_ count: Int) -> ForeignGraph.Extent {
    .symbol(count == 1 ? "n" : "\(count)*n")
  }

  // MARK: Inputs

  /// The inputs, normalized where the samples are.
  private func declareInputs() {
    for (position, node) in graph.inputNodes.enumerated() {
      current = node
      let shape = givenShape(node)
      var name = unique(givenName(position))
      given.append(
        ForeignGraph.Input(
          name: name, element: shape.element == .int32 ? .int64 : .float32,
          extents: [.symbol("n")] + shape.extents.dropFirst().map { .fixed($0) }))
      if position == 0, shape.element == .float32 {
        let (extents, means, scales) = normalization(node)
        if let means { name = add("Sub", [name, constant(means, extents, part: "mean")], part: "centred") }
        if let scales {
          name = add("Mul", [name, constant(scales, extents, part: "scale")], part: "normalized")
        }
      }
      set(node, shape.isVector ? .vector : .declared, name)
    }
  }

  // MARK: Forms

  override func reshape(_ value: String, _ shape: ValueShape, part: String?, of node: Int?) -> String {
    let extents = shape.extents.enumerated().map { $0 == shape.batchAxis ? -1 : $1 }
    return add("Reshape", [value, integers(extents)], part: part, of: node)
  }

  override func transpose(_ value: String, _ shape: ValueShape, _ axes: [Int], part: String?) -> String {
    transpose(value, axes, part: part)
  }

  override func flattened(_ node: Int) -> String {
    add("Flatten", [value(node)], ["axis": .integer(1)], part: "flat", of: node)
  }

  override func truth(_ node: Int) -> String {
    add("Cast", [value(node)], ["to": .integer(9)], part: "condition", of: node)
  }

  // MARK: Writing

  /// Adds a node with one result, whose name it returns: that of the node of ours, with a part of it after a slash.
  func add(
    _ type: String, _ inputs: [String], _ attributes: [String: ForeignGraph.Argument] = [:],
    part: String? = nil,
    of node: Int? = nil
  ) -> String {
    let name = unique(part.map { "\(graph.nodes[node ?? current].name)/\($0)" } ?? graph.nodes[current].name)
    append(type, inputs, [name], attributes)
    return name
  }

  /// Adds a node with given names of its results; an empty text among the inputs is one that is left out.
  func append(
    _ type: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: ForeignGraph.Argument] = [:]
  ) {
    nodes.append(
      ForeignGraph.Node(
        name: outputs.first { !$0.isEmpty } ?? "", operation: type,
        inputs: inputs.map { $0.isEmpty ? .none : .value($0) }, attributes: attributes, outputs: outputs))
  }

  /// Numbers of the program; none of the extents for a scalar.
  func constant(_ numbers: [Float], _ extents: [Int] = [], part: String) -> String {
    let name = unique("\(graph.nodes[current].name)/\(part)")
    store(ForeignTensor(numbers, extents: extents), as: name, .constant)
    return name
  }

  /// A list of integers such as axes or extents, stored once.
  func integers(_ list: [Int]) -> String { integers(list, extents: [list.count]) }

  /// One integer, as a scalar.
  func integer(_ number: Int) -> String { integers([number], extents: []) }

  private func integers(_ list: [Int], extents: [Int]) -> String {
    let label = (extents.isEmpty ? "integer/" : "integers/") + list.map(String.init).joined(separator: ",")
    if let known = lists[label] { return known }
    let name = unique(label)
    let storage = ByteStorage(
      list.flatMap { number in withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) } })
    guard let tensor = ForeignTensor(.int64, extents: extents, storage: storage) else {
      preconditionFailure("no tensor of \(list.count) integers")
    }
    store(tensor, as: name, .constant)
    lists[label] = name
    return name
  }

  private func store(_ tensor: ForeignTensor, as name: String, _ kind: ForeignGraph.Stored.Kind) {
    stored[name] = ForeignGraph.Stored(name: name, tensor: tensor, kind: kind)
    storedOrder.append(name)
  }
}
