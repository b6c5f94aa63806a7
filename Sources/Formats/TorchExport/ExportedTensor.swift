/// What the file says of a tensor: `TensorMeta` in PyTorch's schema.
struct ExportedTensor {
  /// Number of the element type; see `ExportedType`.
  var type = 0
  var extents: [ForeignGraph.Extent] = []
  /// In elements.
  var strides: [ForeignGraph.Extent] = []
  /// Place of the first element in the storage, in elements.
  var offset = ForeignGraph.Extent.fixed(0)
  /// Number of the layout; 7 is strided.
  var layout = Self.strided

  static let strided = 7

  /// - Parameter hasView: whether strides and offset are read as well.
  init(_ scanner: inout JSONScanner, hasView: Bool) throws(FormatError) {
    var isTyped = false
    var hasSizes = false
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "dtype":
        type = try scanner.integer()
        isTyped = true
      case "sizes":
        extents = try scanner.list(Self.extent)
        hasSizes = true
      case "strides" where hasView: strides = try scanner.list(Self.extent)
      case "storage_offset" where hasView: offset = try Self.extent(&scanner)
      case "layout" where hasView: layout = try scanner.integer()
      default: try scanner.skip()
      }
    }
    guard isTyped, hasSizes else { throw scanner.corrupt("a tensor without type or sizes") }
  }

  /// A number, or an expression with symbols: `SymInt` in PyTorch's schema.
  static func extent(_ scanner: inout JSONScanner) throws(FormatError) -> ForeignGraph.Extent {
    let extent: ForeignGraph.Extent
    switch try scanner.beginChoice() {
    case "as_int": extent = .fixed(try scanner.integer())
    case "as_expr": extent = try expression(&scanner)
    case let key: throw scanner.corrupt("an extent of unknown kind \(key)")
    }
    try scanner.endChoice()
    return extent
  }

  private static func expression(_ scanner: inout JSONScanner) throws(FormatError) -> ForeignGraph.Extent {
    var text: String?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if key == "expr_str" { text = try scanner.text() } else { try scanner.skip() }
    }
    guard let text else { throw scanner.corrupt("an expression without text") }
    let readable = SymbolicExpression.readable(text)
    return Int(readable).map { .fixed($0) } ?? .symbol(readable)
  }
}
