/// A PNG file taken apart.
struct PNGFile {
  struct Chunk {
    let type: String
    let data: [UInt8]
  }

  /// The chunks in their order; empty when the bytes are no PNG file.
  let chunks: [Chunk]

  init(_ bytes: [UInt8]) {
    var chunks: [Chunk] = []
    var offset = 8
    if bytes.starts(with: [137, 80, 78, 71, 13, 10, 26, 10]) {
      while offset + 12 <= bytes.count {
        let length = Self.integer(bytes[offset..<offset + 4])
        guard offset + 12 + length <= bytes.count else { break }
        let type = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
        chunks.append(Chunk(type: type, data: Array(bytes[offset + 8..<offset + 8 + length])))
        offset += 12 + length
      }
    }
    self.chunks = chunks
  }

  func data(_ type: String) -> [UInt8]? { chunks.first { $0.type == type }?.data }

  /// The uncompressed international texts, in order.
  var texts: [(keyword: String, text: String)] {
    chunks.filter { $0.type == "iTXt" }.map { chunk in
      let parts = chunk.data.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      // Behind the keyword: compression flag and method, then two empty strings, each ended by NUL.
      return (
        String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1].dropFirst(4), as: UTF8.self)
      )
    }
  }

  static func integer(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
