import TestSupport

/// PNG files of any kind, made byte by byte from the specification: nothing is compressed.
enum HandmadePNG {
  /// Colour types (PNG specification, section 11.2.1).
  enum Kind: Int {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyAlpha = 4
    case colourAlpha = 6
  }

  /// A file whose rows have no filter; `rows` are packed as the depth asks for.
  static func make(
    width: Int, rows: [[UInt8]], kind: Kind = .colour, depth: UInt8 = 8, before: [PNGFile.Chunk] = [],
    after: [PNGFile.Chunk] = []
  ) -> PNGFile {
    let header = PNGFile.bytes(width) + PNGFile.bytes(rows.count) + [depth, UInt8(kind.rawValue), 0, 0, 0]
    let data = stored(rows.flatMap { [0] + $0 })
    return PNGFile(
      [PNGFile.Chunk("IHDR", header)] + before + [PNGFile.Chunk("IDAT", data)] + after
        + [PNGFile.Chunk("IEND", [])])
  }

  /// A zlib stream that stores up to 65535 bytes as they are (RFC 1950 and 1951).
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let (low, high) = (UInt8(bytes.count & 255), UInt8(bytes.count >> 8))
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return [0x78, 0x01, 0x01, low, high, ~low, ~high] + bytes + PNGFile.bytes(b << 16 | a)
  }
}
