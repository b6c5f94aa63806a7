import Numerics

/// The message `TensorProto`, before its numbers are looked at.
struct ONNXTensorProto {
  private(set) var name = ""
  private(set) var extents: [Int] = []
  private(set) var type = 0
  private(set) var raw: Range<Int>?
  private(set) var external: [String: String] = [:]
  private(set) var isExternal = false
  private(set) var isSegment = false
  /// Occurrences of the typed fields, by their numbers.
  private(set) var typed: [Int: [WireReader.Field]] = [:]
  let reader: WireReader

  /// The numbers of the typed fields.
  enum TypedField {
    static let float = 4
    static let int32 = 5
    static let text = 6
    static let int64 = 7
    static let double = 10
    static let uint64 = 11
  }

  init(_ reader: WireReader) throws(FormatError) {
    self.reader = reader
    var fields = reader
    while let field = try fields.next() {
      switch field.number {
      case 1: try fields.integers(field, into: &extents)
      case 2: type = try fields.integer(field)
      case 3: isSegment = true
      case 4...7, 10, 11: typed[field.number, default: []].append(field)
      case 8: name = try fields.text(field)
      case 9: raw = try fields.bytes(field)
      case 13: try fields.entry(field, into: &external)
      case 14: isExternal = try fields.integer(field) == 1
      default: break
      }
    }
  }

  /// The tensor as a view of the file, of a file beside it, or of numbers that were unpacked from typed fields.
  ///
  /// - Parameter owner: what to call a tensor without a name in errors.
  /// - Throws: `FormatError`.
  func tensor(_ files: ONNXExternalData, owner: String) throws(FormatError) -> ForeignTensor {
    let label = name.isEmpty ? owner : "the tensor \(name)"
    let path = reader.path
    if isSegment { throw .unsupported(path: path, reason: "\(label) is a segment of a larger one") }
    let element = try ONNXElementType.element(type, of: label, path: path)
    guard let count = extents.checkedProduct(limit: ForeignTensor.largestCount) else {
      throw .corrupt(path: path, reason: "\(label) has the impossible extents \(Self.described(extents))")
    }
    if isExternal {
      return try files.tensor(element, extents: extents, count: count, entries: external, label: label)
    }
    let used = typed.filter { !$0.value.isEmpty }
    if let raw, !raw.isEmpty || used.isEmpty {
      guard used.isEmpty else {
        throw .corrupt(path: path, reason: "\(label) has both raw and typed numbers")
      }
      let expected = count * element.size
      guard raw.count == expected,
        let tensor = ForeignTensor(
          element, extents: extents, storage: reader.storage, offset: raw.lowerBound)
      else {
        throw .corrupt(path: path, reason: "\(label) has \(raw.count) bytes, where \(expected) belong")
      }
      return tensor
    }
    return try typedTensor(element, count: count, label: label)
  }

  /// Extents as text, without those of a rank that nobody would read to the end.
  static func described(_ extents: [Int]) -> String {
    let texts = extents.prefix(8).map(String.init) + (extents.count > 8 ? ["…"] : [])
    return "[\(texts.joined(separator: ", "))]"
  }
}
