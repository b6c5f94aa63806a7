import Numerics

/// Writes the messages of which a model's graph is made.
struct ONNXGraphWriter {
  /// The domains that operations may be of.
  let opsets: [String: Int]
  let outputElements: [String: ForeignTensor.Element]
  /// Names the file in errors.
  let path: String

  /// The message `GraphProto`.
  func message(_ graph: ForeignGraph, name: String) throws(FormatError) -> WireWriter {
    var message = WireWriter()
    for node in graph.nodes { message.message(1, try self.message(node)) }
    message.text(2, name)
    for name in graph.storedOrder {
      guard let stored = graph.stored[name] else { preconditionFailure("\(name) is not stored") }
      message.message(5, try self.message(stored.tensor, name: name))
    }
    for input in graph.inputs {
      message.message(11, value(input.name, input.element, input.extents))
    }
    for output in graph.outputs {
      message.message(12, value(output, outputElements[output] ?? .float32, graph.stated[output]))
    }
    return message
  }

  /// The message `NodeProto`.
  private func message(_ node: ForeignGraph.Node) throws(FormatError) -> WireWriter {
    let (domain, type) = parts(of: node.operation)
    var message = WireWriter()
    for input in node.inputs {
      switch input {
      case .none: message.text(1, "")
      case .value(let name): message.text(1, name)
      default: preconditionFailure("an input of the node \(node.name) is no value")
      }
    }
    for output in node.outputs { message.text(2, output) }
    message.text(3, node.name)
    message.text(4, type)
    for (name, argument) in node.attributes.sorted(by: { $0.key < $1.key }) {
      message.message(5, try attribute(name, argument, node.name))
    }
    if !domain.isEmpty { message.text(7, domain) }
    return message
  }

  /// An operation's domain and type; both may have dots, so the domains that are there decide.
  private func parts(of operation: String) -> (domain: String, type: String) {
    let domain = opsets.keys.filter { !$0.isEmpty && operation.hasPrefix("\($0).") }.max {
      $0.count < $1.count
    }
    if let domain { return (domain, String(operation.dropFirst(domain.count + 1))) }
    precondition(!operation.contains("."), "the graph's dialect does not have the domain of \(operation)")
    return ("", operation)
  }

  /// The message `AttributeProto`.
  private func attribute(
    _ name: String, _ argument: ForeignGraph.Argument, _ node: String
  ) throws(FormatError) -> WireWriter {
    var message = WireWriter()
    message.text(1, name)
    switch argument {
    case .integer, .flag, .number, .text, .tensor, .graph:
      let kind = try write(argument, of: node, name, single: true, into: &message)
      message.integer(20, kind)
    case .list(let list):
      // One fraction makes a list of numbers of integers, as in 1, 0.5.
      let hasFraction = list.contains { if case .number = $0 { true } else { false } }
      var kinds: Set<Int> = []
      for element in list {
        var element = element
        if hasFraction, case .integer(let number) = element { element = .number(Double(number)) }
        kinds.insert(try write(element, of: node, name, single: false, into: &message))
      }
      precondition(kinds.count <= 1, "the attribute \(name) of the node \(node) is a list of several types")
      // The types of lists are 5 behind those of their elements; integers are 7.
      message.integer(20, (kinds.first ?? 2) + 5)
    case .none, .value:
      preconditionFailure("the attribute \(name) of the node \(node) cannot be a value")
    }
    return message
  }

  /// Writes one value, as the attribute itself or an element of its list.
  ///
  /// - Returns: the number of its type, `AttributeProto.AttributeType`, for a single one.
  private func write(
    _ argument: ForeignGraph.Argument, of node: String, _ attribute: String, single: Bool,
    into message: inout WireWriter
  ) throws(FormatError) -> Int {
    switch argument {
    case .number(let number):
      message.float(single ? 2 : 7, Float(number))
      return 1
    case .integer(let number):
      message.integer(single ? 3 : 8, number)
      return 2
    case .flag(let flag):
      message.integer(single ? 3 : 8, flag ? 1 : 0)
      return 2
    case .text(let text):
      message.text(single ? 4 : 9, text)
      return 3
    case .tensor(let tensor):
      message.message(single ? 5 : 10, try self.message(tensor, name: ""))
      return 4
    case .graph(let graph):
      message.message(single ? 6 : 11, try self.message(graph, name: "\(node).\(attribute)"))
      return 5
    case .none, .value, .list:
      preconditionFailure(
        "the attribute \(attribute) of the node \(node) has an element that ONNX has no type for")
    }
  }

  /// The message `TensorProto`.
  private func message(_ tensor: ForeignTensor, name: String) throws(FormatError) -> WireWriter {
    let sizes = tensor.extents + [tensor.element.size]
    guard sizes.checkedProduct(limit: ONNXModelWriter.largest) != nil else {
      throw .unsupported(
        path: path, reason: "the tensor \(name) has 2 GiB or more, which no file of protobuf may have")
    }
    var message = WireWriter()
    if !tensor.extents.isEmpty { message.packed(1, tensor.extents) }
    message.integer(2, ONNXElementType.code(tensor.element))
    if !name.isEmpty { message.text(8, name) }
    message.data(9, tensor.rowMajorBytes())
    return message
  }

  /// The message `ValueInfoProto`.
  private func value(
    _ name: String, _ element: ForeignTensor.Element, _ extents: [ForeignGraph.Extent]?
  ) -> WireWriter {
    var tensor = WireWriter()
    tensor.integer(1, ONNXElementType.code(element))
    if let extents {
      var shape = WireWriter()
      for extent in extents {
        var dimension = WireWriter()
        switch extent {
        case .fixed(let number): dimension.integer(1, number)
        case .symbol(let symbol): dimension.text(2, symbol)
        }
        shape.message(1, dimension)
      }
      tensor.message(2, shape)
    }
    var type = WireWriter()
    type.message(1, tensor)
    var value = WireWriter()
    value.text(1, name)
    value.message(2, type)
    return value
  }
}

extension ForeignTensor {
  /// The elements' bytes in row-major order.
  fileprivate func rowMajorBytes() -> ArraySlice<UInt8> {
    let size = element.size
    let count = count
    guard count > 0 else { return [] }
    if isRowMajor { return storage.bytes[offset..<offset + count * size] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * size)
    var position = Array(repeating: 0, count: extents.count)
    var index = 0
    while bytes.count < count * size {
      let start = offset + index * size
      bytes += storage.bytes[start..<start + size]
      for axis in extents.indices.reversed() {
        position[axis] += 1
        index += strides[axis]
        if position[axis] < extents[axis] { break }
        index -= position[axis] * strides[axis]
        position[axis] = 0
      }
    }
    return bytes[...]
  }
}
