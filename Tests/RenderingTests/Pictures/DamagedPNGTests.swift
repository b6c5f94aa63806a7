import Rendering
import TestSupport
import Testing

/// Bytes that are no good PNG file end in an error with the facts, whatever is wrong.
@Suite struct DamagedPNGTests {
  private static let small = HandmadePNG.make(
    width: 3, rows: [[1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    before: [
      PNGFile.Chunk("sRGB", [0]), PNGFile.Chunk("pHYs", [0, 0, 4, 0, 0, 0, 4, 0, 1]),
      PNGFile.Chunk("zTXt", Array("Z".utf8) + [0, 0] + HandmadePNG.stored([0x61])),
      PNGFile.Chunk("iTXt", Array("I".utf8) + [0, 0, 0, 0, 0, 0x61]),
      PNGFile.Chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0]),
    ])

  private func error(reading bytes: [UInt8]) -> RenderingError? {
    do throws(RenderingError) {
      _ = try PNGPicture(reading: bytes)
      return nil
    } catch { return error }
  }

  private static func header(width: Int, height: Int) -> PNGFile {
    let data = PNGFile.bytes(width) + PNGFile.bytes(height) + [8, 2, 0, 0, 0]
    return PNGFile([PNGFile.Chunk("IHDR", data)] + small.chunks.dropFirst())
  }

  @Test func `the file itself is whole`() throws {
    let picture = try PNGPicture(reading: Self.small.bytes)
    #expect(picture.raster.pixels.prefix(2) == [0xff01_0203, 0xff04_0506])
    #expect(picture.pixelsPerMetre == 1024 && picture.isSRGB && picture.frames == 1)
    #expect(picture.notes.map(\.text) == ["a", "a"])
  }

  @Test(arguments: [[], [137], Array("landscape".utf8), PNGFile.signature.dropLast()] as [[UInt8]])
  func `other bytes are no PNG file`(bytes: [UInt8]) {
    #expect(error(reading: bytes) == .notPNG)
  }

  @Test func `every truncation is noticed`() {
    let bytes = Self.small.bytes
    for count in 8..<bytes.count {
      #expect(error(reading: Array(bytes[..<count])) == .damagedPNG(reason: "the file ends too early"))
    }
  }

  @Test(arguments: [1, 0x20, 0x80, 0xff] as [UInt8])
  func `every changed byte is noticed`(change: UInt8) {
    let whole = Self.small.bytes
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= change
      switch error(reading: bytes) {
      case .notPNG: #expect(index < 8)
      case .damagedPNG(let reason): #expect(index >= 8 && !reason.isEmpty)
      case let other: Issue.record("byte \(index) ^ \(change): \(String(describing: other))")
      }
    }
  }

  /// With the checksum made right again the change reaches the code that reads the chunk's content: the
  /// result may be another picture, or an error, never a crash.
  @Test(arguments: [1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xff] as [UInt8])
  func `changed content under a right checksum does no harm`(change: UInt8) {
    var refused = 0
    for (number, chunk) in Self.small.chunks.enumerated() {
      for index in chunk.data.indices {
        var chunks = Self.small.chunks
        var data = chunk.data
        data[index] ^= change
        chunks[number] = PNGFile.Chunk(chunk.type, data)
        switch error(reading: PNGFile(chunks).bytes) {
        case .damagedPNG, .pictureSize: refused += 1
        case nil: break
        case let other: Issue.record("\(chunk.type) \(index): \(String(describing: other))")
        }
      }
    }
    // At least the changes of the header's depth or type, and of the stream's own checksum.
    #expect(refused >= 4)
  }

  @Test func `any missing or doubled chunk does no harm`() throws {
    for (number, chunk) in Self.small.chunks.enumerated() {
      var missing = Self.small.chunks
      missing.remove(at: number)
      let isNeeded = ["IHDR", "IDAT", "IEND"].contains(chunk.type)
      #expect((error(reading: PNGFile(missing).bytes) != nil) == isNeeded, "without \(chunk.type)")
      var doubled = Self.small.chunks
      doubled.insert(chunk, at: number)
      _ = error(reading: PNGFile(doubled).bytes)
    }
  }

  @Test(arguments: [(20_001, 2), (2, 20_001), (Int(Int32.max), Int(Int32.max))])
  func `a picture too large is refused for its size`(size: (width: Int, height: Int)) {
    let expected = RenderingError.pictureSize(width: size.width, height: size.height, limit: 20_000)
    #expect(error(reading: Self.header(width: size.width, height: size.height).bytes) == expected)
  }

  @Test(arguments: [(1 << 31, 1 << 31), (0, 2), (3, 0)])
  func `an impossible size is damage`(size: (width: Int, height: Int)) {
    guard case .damagedPNG = error(reading: Self.header(width: size.width, height: size.height).bytes) else {
      Issue.record("\(size) was not refused as damage")
      return
    }
  }

  /// 1.6 GB of pixels cannot come out of 300 bytes.
  @Test func `a small file that claims a large picture costs no memory`() {
    #expect(
      error(reading: Self.header(width: 20_000, height: 20_000).bytes)
        == .damagedPNG(reason: "too few bytes for so many pixels"))
  }

  @Test func `too few rows are damage`() {
    guard case .damagedPNG = error(reading: Self.header(width: 3, height: 9).bytes) else {
      Issue.record("missing rows were made up")
      return
    }
  }
}
