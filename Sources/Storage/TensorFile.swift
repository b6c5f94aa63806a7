import FoundationEssentials

/// The safetensors container: named tensors and text metadata in one file.
///
/// Eight bytes of header length (little-endian), a JSON header, then the tensors' elements, raw and little-endian,
/// in the order in which they were added. The same content gives the same bytes. Readable from Python with
/// `safetensors`.
package struct TensorFile: Sendable {
  /// What the elements are.
  package enum ElementType: String, Sendable {
    case float32 = "F32"
    case float64 = "F64"
    case int32 = "I32"
    case int64 = "I64"
    case uint8 = "U8"

    /// Bytes of one element.
    package var size: Int {
      switch self {
      case .float32, .int32: 4
      case .float64, .int64: 8
      case .uint8: 1
      }
    }
  }

  /// A tensor's place in the file.
  package struct Entry: Sendable {
    package let name: String
    package let type: ElementType
    /// Extents, slowest first.
    package let shape: [Int]
    /// Where the elements lie, counted from the end of the header.
    fileprivate let bytes: Range<Int>

    /// Number of elements.
    package var count: Int { shape.reduce(1, *) }
  }

  /// Texts by name, under `__metadata__` in the header.
  package var metadata: [String: String]
  package private(set) var entries: [Entry] = []
  /// The elements of all tensors, from `start` on; what is before is the header that was read.
  private var bytes: [UInt8] = []
  private let start: Int
  /// Where the file was read from; names it in errors.
  private let path: String

  /// A container without tensors.
  package init(metadata: [String: String] = [:]) {
    self.metadata = metadata
    path = ""
    start = 0
  }

  // MARK: Tensors

  /// Adds a tensor of 32-bit floats; the product of the shape is the number of elements.
  package mutating func add(_ name: String, shape: [Int], _ elements: some Collection<Float>) {
    add(name, .float32, shape: shape, count: elements.count)
    for element in elements { append(element.bitPattern) }
  }

  /// Adds a tensor of 64-bit floats.
  package mutating func add(_ name: String, shape: [Int], _ elements: [Double]) {
    add(name, .float64, shape: shape, count: elements.count)
    for element in elements { append(element.bitPattern) }
  }

  private mutating func add(_ name: String, _ type: ElementType, shape: [Int], count: Int) {
    precondition(shape.reduce(1, *) == count, "\(count) elements for the shape \(shape) of \(name)")
    precondition(!entries.contains { $0.name == name }, "two tensors named \(name)")
    let place = bytes.count - start
    entries.append(
      Entry(name: name, type: type, shape: shape, bytes: place..<place + count * type.size))
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// The tensor of that name, if there is one.
  package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

  /// The elements of a tensor of 32-bit floats, which must have the given shape unless that is nil.
  ///
  /// - Throws: `StorageError` `missingTensor` or `wrongTensor`.
  package func floats(_ name: String, shape: [Int]? = nil) throws(StorageError) -> [Float] {
    let entry = try find(name, .float32, shape)
    return load(entry, as: UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) }
  }

  /// The elements of a tensor of 64-bit floats, which must have the given shape unless that is nil.
  ///
  /// - Throws: `StorageError` `missingTensor` or `wrongTensor`.
  package func doubles(_ name: String, shape: [Int]? = nil) throws(StorageError) -> [Double] {
    let entry = try find(name, .float64, shape)
    return load(entry, as: UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
  }

  private func load<Raw: FixedWidthInteger, Element>(
    _ entry: Entry, as: Raw.Type, _ convert: (Raw) -> Element
  ) -> [Element] {
    let first = start + entry.bytes.lowerBound
    return bytes.withUnsafeBytes { buffer in
      (0..<entry.count).map { index in
        convert(buffer.loadUnaligned(fromByteOffset: first + index * Raw.bitWidth / 8, as: Raw.self))
      }
    }
  }

  private func find(_ name: String, _ type: ElementType, _ shape: [Int]?) throws(StorageError) -> Entry {
    guard let entry = entry(name) else { throw .missingTensor(path: path, name: name) }
    guard entry.type == type, shape == nil || shape == entry.shape else {
      throw .wrongTensor(
        path: path, name: name, expected: "\(type.rawValue) \(shape ?? entry.shape)",
        found: "\(entry.type.rawValue) \(entry.shape)")
    }
    return entry
  }

  // MARK: Files

  /// Writes the container, replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    let header = header()
    let result = header.withUnsafeBytes { head in
      bytes.withUnsafeBytes { buffer in
        Result { () throws(StorageError) in
          let body = UnsafeRawBufferPointer(rebasing: buffer[start...])
          try AtomicFile.replace(path: path, with: [head, body])
        }
      }
    }
    try result.get()
  }

  /// The length and the JSON text, padded with spaces so that the elements start on a multiple of eight bytes.
  private func header() -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    for entry in entries {
      let shape = entry.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}")
    }
    var text = Array("{\(fields.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// Reads a container and checks that its header describes exactly the bytes that follow.
  ///
  /// - Throws: `StorageError`; nothing is allocated on the word of a header, nor for a file that does not begin
  ///   like a container.
  package static func read(_ path: String) throws(StorageError) -> TensorFile {
    _ = try headerLength(FileBytes.read(path, first: 9), path: path)
    return try TensorFile(parsing: FileBytes.read(path), path: path)
  }

  private static let largestHeader = 100_000_000

  /// The length that the first eight bytes claim for the header, whose first byte must follow.
  private static func headerLength(_ bytes: [UInt8], path: String) throws(StorageError) -> Int {
    guard bytes.count > 8 else { throw .truncated(path: path, expected: 9, found: bytes.count) }
    guard bytes[8] == UInt8(ascii: "{") else { throw .foreign(path: path, expected: "safetensors") }
    let claimed = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard claimed <= UInt64(largestHeader) else { throw .tooLarge(path: path, claimed: claimed) }
    return Int(claimed)
  }

  private init(parsing file: [UInt8], path: String) throws(StorageError) {
    let start = 8 + (try Self.headerLength(file, path: path))
    guard file.count >= start else { throw .truncated(path: path, expected: start, found: file.count) }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(file[8..<start]))
    } catch {
      throw .corrupt(path: path, reason: "the header is not a safetensors header")
    }
    self.path = path
    metadata = header.metadata
    entries = try Self.entries(header, path: path, start: start, fileSize: file.count)
    bytes = file
    self.start = start
  }

  /// The tensors in the order of their data, checked to be contiguous and to fill the file.
  private static func entries(
    _ header: Header, path: String, start: Int, fileSize: Int
  ) throws(StorageError) -> [Entry] {
    var entries: [Entry] = []
    for (name, tensor) in header.tensors {
      guard let type = ElementType(rawValue: tensor.dtype) else {
        throw .corrupt(path: path, reason: "\(name) has elements of unknown type \(tensor.dtype)")
      }
      var size = type.size
      for extent in tensor.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else { throw .tooLarge(path: path, claimed: .max) }
        size = product
      }
      guard tensor.offsets.count == 2, 0 <= tensor.offsets[0], tensor.offsets[0] <= tensor.offsets[1],
        tensor.offsets[1] - tensor.offsets[0] == size
      else { throw .corrupt(path: path, reason: "the place of \(name) does not fit its shape") }
      entries.append(
        Entry(
          name: name, type: type, shape: tensor.shape, bytes: tensor.offsets[0]..<tensor.offsets[1]))
    }
    // Empty tensors share their place with a neighbour: the name then decides, so that reading is deterministic.
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < (
        $1.bytes.lowerBound, $1.bytes.upperBound, $1.name
      )
    }
    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw .corrupt(path: path, reason: "the tensors do not follow one another")
      }
      end = entry.bytes.upperBound
    }
    guard end <= fileSize - start else {
      throw .truncated(path: path, expected: end + start, found: fileSize)
    }
    guard end == fileSize - start else { throw .corrupt(path: path, reason: "bytes after the last tensor") }
    return entries
  }
}

/// The JSON header as it stands in the file.
private struct Header: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var metadata: [String: String] = [:]
  var tensors: [String: Tensor] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
      }
    }
  }
}
