/// A chunk of a PNG file: its type, and where its data lie in the file.
struct PNGChunk {
  let type: String
  let data: Range<Int>

  private static let signature: [UInt8] = [137, 80, 78, 71, 13, 10, 26, 10]

  /// All whole chunks in their order; none when the bytes are no PNG file.
  static func all(in bytes: [UInt8]) -> [PNGChunk] {
    guard bytes.starts(with: signature) else { return [] }
    var chunks: [PNGChunk] = []
    var start = signature.count
    while bytes.count - start >= 12 {
      let length = integer(bytes, at: start)
      guard length <= bytes.count - start - 12 else { break }
      let type = String(decoding: bytes[start + 4..<start + 8], as: UTF8.self)
      chunks.append(PNGChunk(type: type, data: start + 8..<start + 8 + length))
      start += 12 + length
    }
    return chunks
  }

  /// A file made of chunks.
  static func file(_ chunks: [(type: String, data: [UInt8])]) -> [UInt8] {
    var file = signature
    for chunk in chunks {
      file += bytes(chunk.data.count)
      let content = Array(chunk.type.utf8) + chunk.data
      file += content
      file += bytes(Int(checksum(of: content)))
    }
    return file
  }

  /// The number in four bytes, the most significant first.
  static func integer(_ bytes: [UInt8], at start: Int) -> Int {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// A number's four bytes, the most significant first.
  static func bytes(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// CRC-32 (PNG specification, annex D).
  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { remainder, byte in
      remainder >> 8 ^ table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1 }
  }
}
