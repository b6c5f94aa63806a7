/// The message `ValueInfoProto`: what a file says about a value.
struct ONNXValueInfo {
  private(set) var name = ""
  /// The element type's number; nil when the value's type is not stated or not a tensor.
  private(set) var element: Int?
  /// Nil when not even the rank is stated.
  private(set) var extents: [ForeignGraph.Extent]?
  /// What the value is when it is not a tensor.
  private(set) var otherKind: String?

  init(_ reader: WireReader) throws(FormatError) {
    var reader = reader
    var types: [WireReader] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 2: types.append(try reader.nested(field, "TypeProto"))
      default: break
      }
    }
    for type in types { try readType(type) }
  }

  private mutating func readType(_ reader: WireReader) throws(FormatError) {
    var reader = reader
    while let field = try reader.next() {
      switch field.number {
      case 1: try readTensor(try reader.nested(field, "TypeProto.Tensor"))
      case 4: otherKind = "a sequence"
      case 5: otherKind = "a map"
      case 7: otherKind = "opaque"
      case 8: otherKind = "a sparse tensor"
      case 9: otherKind = "optional"
      default: break
      }
    }
  }

  private mutating func readTensor(_ reader: WireReader) throws(FormatError) {
    var reader = reader
    while let field = try reader.next() {
      switch field.number {
      case 1: element = try reader.integer(field)
      case 2:
        var shape = try reader.nested(field, "TensorShapeProto")
        var extents = extents ?? []
        while let field = try shape.next() {
          guard field.number == 1 else { continue }
          extents.append(try extent(try shape.nested(field, "Dimension"), axis: extents.count))
        }
        self.extents = extents
      default: break
      }
    }
  }

  /// An extent; one that is not stated is a symbol that no other extent has.
  private func extent(_ reader: WireReader, axis: Int) throws(FormatError) -> ForeignGraph.Extent {
    var reader = reader
    var extent = ForeignGraph.Extent.symbol("\(name)[\(axis)]")
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let number = try reader.integer(field)
        guard number >= -1 else {
          throw .corrupt(path: reader.path, reason: "the value \(name) has the negative extent \(number)")
        }
        // Some programs write -1 for what they do not know.
        if number >= 0 { extent = .fixed(number) }
      case 2:
        let symbol = try reader.text(field)
        if !symbol.isEmpty { extent = .symbol(symbol) }
      default: break
      }
    }
    return extent
  }

  /// What a network or a subgraph is given under this name.
  ///
  /// - Throws: `FormatError.unsupported` for what is not a tensor, or of a type that is not read; `corrupt` without a
  ///   type, which only inputs of subgraphs need not have.
  func input(path: String, isOutermost: Bool) throws(FormatError) -> ForeignGraph.Input {
    if let otherKind {
      throw .unsupported(path: path, reason: "the input \(name) is \(otherKind), not a tensor")
    }
    guard let element else {
      if isOutermost { throw .corrupt(path: path, reason: "the input \(name) has no type") }
      throw .unsupported(
        path: path,
        reason: "the input \(name) of a subgraph has no type: infer types with onnx.shape_inference")
    }
    return ForeignGraph.Input(
      name: name, element: try ONNXElementType.element(element, of: "the input \(name)", path: path),
      extents: extents)
  }
}
