import Numerics

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

  /// A tensor's position in the file.
  package struct Entry: Sendable {
    package let name: String
    package let type: ElementType
    /// Extents, slowest first.
    package let shape: [Int]
    /// Where the elements lie, counted from the end of the header.
    let bytes: Range<Int>

    /// Number of elements.
    package var count: Int { shape.reduce(1, *) }
  }

  /// Texts by name, under `__metadata__` in the header.
  package var metadata: [String: String]
  package internal(set) var entries: [Entry] = []
  /// The elements of all tensors, from `start` on; what is before is the header that was read.
  var bytes: [UInt8] = []
  let start: Int
  /// Where the file was read from; names it in errors.
  let path: String

  /// A container without tensors.
  package init(metadata: [String: String] = [:]) {
    self.metadata = metadata
    path = ""
    start = 0
  }

  /// Adds a tensor of 32-bit floats; the product of the shape is the number of elements.
  package mutating func add(_ name: String, shape: [Int], _ elements: some Collection<Float>) {
    add(name, .float32, shape: shape, count: elements.count)
    append(elements)
  }

  /// Adds a tensor of 64-bit floats.
  package mutating func add(_ name: String, shape: [Int], _ elements: [Double]) {
    add(name, .float64, shape: shape, count: elements.count)
    append(elements)
  }

  private mutating func add(_ name: String, _ type: ElementType, shape: [Int], count: Int) {
    precondition(shape.checkedProduct() == count, "\(count) elements for the shape \(shape) of \(name)")
    precondition(!entries.contains { $0.name == name }, "two tensors named \(name)")
    let position = bytes.count - start
    entries.append(
      Entry(name: name, type: type, shape: shape, bytes: position..<position + count * type.size))
  }

  /// Appends the elements as they lie in memory, little-endian on every processor that oneDNN has kernels for.
  private mutating func append<Element: BitwiseCopyable>(_ elements: some Collection<Element>) {
    let done: Void? = elements.withContiguousStorageIfAvailable {
      bytes.append(contentsOf: UnsafeRawBufferPointer($0))
    }
    if done == nil { Array(elements).withUnsafeBytes { bytes.append(contentsOf: $0) } }
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
}
