/// A PNG file taken apart into its chunks, or put together from them, without libpng.
package struct PNGFile {
  package struct Chunk {
    package let type: String
    package let data: [UInt8]
    /// The checksum that the file gives.
    package let checksum: Int

    package init(_ type: String, _ data: [UInt8], checksum: Int? = nil) {
      self.type = type
      self.data = data
      self.checksum = checksum ?? Self.checksum(of: type, data)
    }

    package var isIntact: Bool { checksum == Self.checksum(of: type, data) }

    /// CRC-32 of type and data, bit by bit (PNG specification, annex D).
    private static func checksum(of type: String, _ data: [UInt8]) -> Int {
      var remainder: UInt32 = .max
      for byte in Array(type.utf8) + data {
        remainder ^= UInt32(byte)
        for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1 }
      }
      return Int(~remainder)
    }
  }

  package static let signature: [UInt8] = [137, 80, 78, 71, 13, 10, 26, 10]

  /// The chunks in their order; empty when the bytes are no PNG file.
  package let chunks: [Chunk]

  package init(_ chunks: [Chunk]) { self.chunks = chunks }

  package init(_ bytes: [UInt8]) {
    var chunks: [Chunk] = []
    var offset = 8
    if bytes.starts(with: Self.signature) {
      while offset + 12 <= bytes.count {
        let length = Self.integer(bytes[offset..<offset + 4])
        guard offset + 12 + length <= bytes.count else { break }
        let type = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
        let data = offset + 8..<offset + 8 + length
        let checksum = Self.integer(bytes[data.upperBound..<data.upperBound + 4])
        chunks.append(Chunk(type, Array(bytes[data]), checksum: checksum))
        offset += 12 + length
      }
    }
    self.chunks = chunks
  }

  /// The file's bytes.
  package var bytes: [UInt8] {
    chunks.reduce(into: Self.signature) { bytes, chunk in
      bytes += Self.bytes(chunk.data.count) + chunk.type.utf8 + chunk.data + Self.bytes(chunk.checksum)
    }
  }

  package func data(_ type: String) -> [UInt8]? { chunks.first { $0.type == type }?.data }

  /// The uncompressed international texts, in order.
  package var texts: [(keyword: String, text: String)] {
    chunks.filter { $0.type == "iTXt" }.map { chunk in
      let parts = chunk.data.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      // Behind the keyword: compression flag and method, then two empty strings, each ended by NUL.
      return (
        String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1].dropFirst(4), as: UTF8.self)
      )
    }
  }

  package static func integer(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// A number's four bytes, the most significant first.
  package static func bytes(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
