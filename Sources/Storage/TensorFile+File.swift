import FoundationEssentials
import Numerics

extension TensorFile {
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
  /// Bytes of a tensor that no file system holds.
  private static let largestTensor = 1 << 48

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
      guard let size = ([type.size] + tensor.shape).checkedProduct(limit: largestTensor) else {
        throw .tooLarge(path: path, claimed: .max)
      }
      guard tensor.offsets.count == 2, 0 <= tensor.offsets[0], tensor.offsets[0] <= tensor.offsets[1],
        tensor.offsets[1] - tensor.offsets[0] == size
      else { throw .corrupt(path: path, reason: "the place of \(name) does not fit its shape") }
      entries.append(
        Entry(
          name: name, type: type, shape: tensor.shape, bytes: tensor.offsets[0]..<tensor.offsets[1]))
    }
    // Empty tensors share their position with a neighbour: the name then decides, so that reading is deterministic.
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
