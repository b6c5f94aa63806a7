import Testing

/// A safetensors file taken apart: the length of the header, the header, the tensors.
struct Container {
  var header: String
  var tensors: [UInt8]

  init(_ bytes: [UInt8]) throws {
    try #require(bytes.count >= 8)
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    try #require(bytes.count >= 8 + length)
    header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    tensors = Array(bytes[(8 + length)...])
  }

  var bytes: [UInt8] {
    let text = Array(header.utf8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text + tensors
  }

  /// The file with the first occurrence of a text in its header replaced.
  func replacing(_ text: String, by other: String) throws -> [UInt8] {
    let range = try #require(header.firstRange(of: text))
    var changed = self
    changed.header.replaceSubrange(range, with: other)
    return changed.bytes
  }
}
