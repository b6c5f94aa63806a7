import Formats
import Models
import Networks
import Storage

/// Translates a network to ATen operators, as `torch.export` writes them.
final class TorchGraphExport: NetworkExport {
  /// An argument of an operator.
  enum Argument {
    case none
    case tensor(String)
    case tensors([String])
    case integer(Int)
    case integers([Int])
    /// Extents, of which the one that is nil is the number of samples.
    case sizes([Int?])
    case number(Double)
    case flag(Bool)
    case text(String)
    /// An element type by PyTorch's number.
    case type(Int)
  }

  struct Node {
    /// Unique; that of the result where there is one result.
    let name: String
    /// Such as `aten.conv2d.default`.
    let target: String
    /// Names and values, in the order of the operator's signature.
    let arguments: [(String, Argument)]
    /// Those that come by name only.
    let options: [(String, Argument)]
    let outputs: [String]
    /// Whether the result is an integer and not a tensor.
    var isSize = false
  }

  /// A tensor in the archive or among the values.
  struct Tensor {
    let shape: ValueShape
    /// The element type by PyTorch's number.
    let type: Int
    var isTrainable = false
  }

  /// PyTorch's numbers of element types.
  static let (float32, int64, bool) = (7, 5, 12)

  private(set) var nodes: [Node] = []
  private(set) var tensors: [String: Tensor] = [:]
  /// Names of all values in the order in which they came to be.
  private(set) var tensorOrder: [String] = []
  /// Parameters and buffers, and the names of their values.
  private(set) var state: [(value: String, parameter: ExportedParameter)] = []
  /// Numbers of the program.
  private(set) var constants: [(value: String, tensor: ForeignTensor)] = []
  /// Names of the inputs.
  private(set) var given: [String] = []
  private var stateNames: [String: String] = [:]
  /// The value that is the number of samples.
  private(set) var samples: String?

  /// Translates all nodes.
  ///
  /// - Returns: the name of the network's output.
  /// - Throws: `InterchangeError.node` for an operation that ATen does not have, and `.network` for names of parameters
  ///   that no module can have.
  func run() throws(InterchangeError) -> String {
    try declareState()
    declareInputs()
    for index in graph.nodes.indices where graph.nodes[index].operation.as(Input.self) == nil {
      current = index
      set(index, .declared, try result(of: graph.nodes[index].operation))
    }
    var result = value(graph.nodes.count - 1)
    if let target = model.preprocessing.target {
      result = affine(
        result, scale: Float(target.deviation), shift: Float(target.mean), resultShape, part: "standardized")
    }
    return result
  }

  private func declareState() throws(InterchangeError) {
    let names = Set(parameters.map(\.name))
    for parameter in parameters where stateNames[parameter.name] == nil {
      // A module has either a tensor or a module under a name.
      var prefix = parameter.name[...]
      guard !Self.isReserved(parameter.name) else {
        throw .network(
          path: path,
          reason: "modules of PyTorch have something else under the name \(parameter.name); export it as ONNX"
        )
      }
      while let dot = prefix.lastIndex(of: ".") {
        prefix = prefix[..<dot]
        guard !names.contains(String(prefix)) else {
          throw .network(
            path: path,
            reason: "no module of PyTorch can have both \(prefix) and \(parameter.name); export it as ONNX")
        }
      }
      let isTrainable = parameter.role.isTrainable
      let value = identifier((isTrainable ? "p_" : "b_") + parameter.name)
      declare(
        value,
        Tensor(
          shape: ValueShape(parameter.tensor.extents, batchAxis: nil), type: Self.float32,
          isTrainable: isTrainable))
      stateNames[parameter.name] = value
      state.append((value, parameter))
    }
  }

  /// Whether a module has a method or property that a part of the name names, or the part is empty.
  private static func isReserved(_ name: String) -> Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).contains {
      $0.isEmpty || reserved.contains($0)
    }
  }

  private static let reserved = Set<Substring>(
    """
    add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float
    forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers
    named_children named_modules named_parameters parameters register_backward_hook register_buffer register_forward_hook
    register_module register_parameter requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty
    train training type xpu zero_grad
    """.split { $0.isWhitespace })

  private func declareInputs() {
    for (position, node) in graph.inputNodes.enumerated() {
      current = node
      let shape = givenShape(node)
      var name = identifier(givenName(position))
      given.append(name)
      declare(name, Tensor(shape: shape, type: shape.element == .int32 ? Self.int64 : Self.float32))
      if position == 0, shape.element == .float32 {
        let (extents, means, scales) = normalization(node)
        if let means {
          name = add(
            "sub.Tensor", [("self", .tensor(name)), ("other", .tensor(constant(means, extents)))], shape,
            part: "centred")
        }
        if let scales {
          name = add(
            "mul.Tensor", [("self", .tensor(name)), ("other", .tensor(constant(scales, extents)))], shape,
            part: "normalized")
        }
      }
      set(node, shape.isVector ? .vector : .declared, name)
    }
  }

  override func name(of parameter: ExportedParameter) -> String {
    stateNames[parameter.name] ?? parameter.name
  }

  // MARK: Forms

  override func reshape(_ value: String, _ shape: ValueShape, part: String?, of node: Int?) -> String {
    let extents = shape.extents.enumerated().map { $0 == shape.batchAxis ? -1 : $1 }
    return add(
      "reshape.default", [("self", .tensor(value)), ("shape", .integers(extents))], shape, part: part,
      of: node)
  }

  override func transpose(_ value: String, _ shape: ValueShape, _ axes: [Int], part: String?) -> String {
    let result = ValueShape(
      axes.map { shape.extents[$0] }, batchAxis: shape.batchAxis.flatMap(axes.firstIndex(of:)))
    return add("permute.default", [("self", .tensor(value)), ("dims", .integers(axes))], result, part: part)
  }

  override func flattened(_ node: Int) -> String {
    add(
      "flatten.using_ints", [("self", .tensor(value(node))), ("start_dim", .integer(1))],
      .vector(graph.values[node].count), part: "flat", of: node)
  }

  override func truth(_ node: Int) -> String {
    add(
      "ne.Scalar", [("self", .tensor(value(node))), ("other", .integer(0))], graph.values[node],
      type: Self.bool,
      part: "condition", of: node)
  }

  // MARK: Writing

  /// Adds an operator with one result, of the current node's shape where none is given; returns the result's name.
  func add(
    _ target: String, _ arguments: [(String, Argument)], options: [(String, Argument)] = [],
    _ shape: ValueShape? = nil,
    type: Int = TorchGraphExport.float32, part: String? = nil, of node: Int? = nil
  ) -> String {
    let own = graph.nodes[node ?? current].name
    let name = identifier(part.map { "\(own)_\($0)" } ?? own)
    append(target, arguments, options: options, [(name, shape ?? resultShape)], type: type)
    return name
  }

  /// Adds an operator with results of given names and shapes.
  func append(
    _ target: String, _ arguments: [(String, Argument)], options: [(String, Argument)] = [],
    _ results: [(name: String, shape: ValueShape)], type: Int = TorchGraphExport.float32
  ) {
    let name = results.count == 1 ? results[0].name : identifier("\(graph.nodes[current].name)_results")
    nodes.append(
      Node(
        name: name, target: "aten.\(target)", arguments: arguments, options: options,
        outputs: results.map(\.name)))
    for result in results { declare(result.name, Tensor(shape: result.shape, type: type)) }
  }

  private func declare(_ name: String, _ tensor: Tensor) {
    tensors[name] = tensor
    tensorOrder.append(name)
  }

  /// The number of samples as a value.
  func sampleCount() -> String {
    if let samples { return samples }
    let name = identifier("samples")
    nodes.append(
      Node(
        name: name, target: "aten.sym_size.int",
        arguments: [("self", .tensor(given[0])), ("dim", .integer(0))], options: [],
        outputs: [name], isSize: true))
    samples = name
    return name
  }

  /// Numbers of the program.
  func constant(_ numbers: [Float], _ extents: [Int]) -> String {
    constant(ForeignTensor(numbers, extents: extents))
  }

  /// Positions of the program.
  func constant(_ integers: [Int]) -> String {
    let storage = ByteStorage(
      integers.flatMap { number in withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) } })
    guard let tensor = ForeignTensor(.int64, extents: [integers.count], storage: storage) else {
      preconditionFailure("no tensor of \(integers.count) integers")
    }
    return constant(tensor)
  }

  private func constant(_ tensor: ForeignTensor) -> String {
    let name = identifier("c_number\(constants.count)")
    constants.append((name, tensor))
    declare(
      name,
      Tensor(
        shape: ValueShape(tensor.extents, batchAxis: nil),
        type: tensor.element == .int64 ? Self.int64 : Self.float32))
    return name
  }

  /// A new name of letters, digits and underscores that Python takes for a variable.
  func identifier(_ name: String) -> String {
    let text = String(
      name.unicodeScalars.map {
        $0.isASCII && Character($0).isLetter || ("0"..."9").contains($0) ? Character($0) : "_"
      })
    let isReserved = text.isEmpty || text.first?.isNumber ?? true || !text.contains("_")
    return unique(isReserved ? "v_\(text)" : text)
  }
}
