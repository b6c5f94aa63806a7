import Rendering
import TestSupport
import Testing

@Suite struct PNGPictureTests {
  @Test func `what is written is read again`() throws {
    let notes = [PictureNote("Title", "Loss ‖w‖, 한국어"), PictureNote("Empty", "")]
    let page = try Page(width: 160, height: 120)
    let picture = try Picture(
      of: SurfaceChart.contours(of: [SampleSurface.bowl()]), on: page, as: .png, notes: notes)
    let read = try PNGPicture(reading: picture.bytes)
    #expect(read.width == 160 && read.height == 120 && read.raster.pixels.count == 160 * 120)
    #expect(read.isSRGB)
    // 20 dpi.
    #expect(read.pixelsPerMetre == 787)
    #expect(read.frames == nil)
    #expect(read.notes.suffix(2).map(\.text) == notes.map(\.text))
    #expect(read.notes.map(\.keyword) == PNGFile(picture.bytes).texts.map(\.keyword))
    #expect(read.notes.map(\.text) == PNGFile(picture.bytes).texts.map(\.text))
  }

  /// Drawn areas and shading are compressed in different ways; a width of 1 has no room for either.
  @Test(arguments: [(1, 1), (1, 9), (40, 30), (61, 17)], [false, true])
  func `pixels come back as they were`(size: (width: Int, height: Int), isShaded: Bool) throws {
    let pixels = (0..<size.width * size.height).map { index -> UInt32 in
      let (x, y) = (UInt32(index % size.width), UInt32(index / size.width))
      return isShaded ? 0xff00_0000 | x * 4 << 16 | y * 8 << 8 | (x + y) : x > y ? 0xff12_3456 : 0xffff_ffff
    }
    let raster = Raster(width: size.width, height: size.height, pixels: pixels)
    #expect(try PNGPicture(reading: raster.png()).raster == raster)
  }

  @Test func `shading is compressed by prediction`() throws {
    // Every pixel is new, yet predicted by its neighbours: without prediction the file has 91 kB.
    let pixels = (0..<256 * 128).map { index -> UInt32 in
      let (x, y) = (UInt32(index % 256), UInt32(index / 256))
      return 0xff00_0000 | x << 16 | y * 2 << 8 | (x + y) / 2
    }
    #expect(try Raster(width: 256, height: 128, pixels: pixels).png().count < 20_000)
  }

  @Test func `drawn areas are searched for repetitions, shading is not`() throws {
    // The effort is in the stream's second byte: 2 for the default, 0 for the fastest (RFC 1950, FLEVEL).
    let effort = { (bytes: [UInt8]) in PNGFile(bytes).data("IDAT").map { $0[1] >> 6 } }
    let page = try Page(width: 320, height: 240, dpi: 72)
    #expect(try effort(Picture(of: SquareFigure(), on: page, as: .png).bytes) == 2)
    #expect(try effort(Picture(of: NoiseFigure(seed: 1), on: page, as: .png).bytes) == 0)
  }

  @Test func `a translucent image is written as it looks on white`() throws {
    // Half a red: 0x80 of 0xff.
    let png = try Raster(width: 2, height: 1, pixels: [0x8080_0000, 0]).png()
    #expect(try PNGPicture(reading: png).raster.pixels == [0xffff_7f7f, 0xffff_ffff])
  }

  @Test func `greys of one bit become black and white`() throws {
    let png = HandmadePNG.make(width: 3, rows: [[0b1010_0000], [0b0100_0000]], kind: .grey, depth: 1)
    let (black, white): (UInt32, UInt32) = (0xff00_0000, 0xffff_ffff)
    #expect(
      try PNGPicture(reading: png.bytes).raster
        == Raster(width: 3, height: 2, pixels: [white, black, white, black, white, black]))
  }

  @Test func `a palette becomes colours, with its transparency`() throws {
    let palette = PNGFile.Chunk("PLTE", [1, 2, 3, 40, 50, 60, 255, 255, 255])
    let transparency = PNGFile.Chunk("tRNS", [255, 0])
    let png = HandmadePNG.make(
      width: 3, rows: [[0b0001_1000]], kind: .palette, depth: 2, before: [palette, transparency])
    #expect(try PNGPicture(reading: png.bytes).raster.pixels == [0xff01_0203, 0, 0xffff_ffff])
  }

  @Test func `sixteen bits are rounded to eight`() throws {
    // 0x80ff / 257 = 128.49…, 0x8100 / 257 = 128.5….
    let png = HandmadePNG.make(width: 1, rows: [[0x80, 0xff, 0x81, 0x01, 0xff, 0xff]], depth: 16)
    #expect(try PNGPicture(reading: png.bytes).raster.pixels == [0xff80_81ff])
  }

  @Test func `colours are multiplied by the opacity`() throws {
    let grey = HandmadePNG.make(width: 2, rows: [[200, 255, 200, 51]], kind: .greyAlpha)
    #expect(try PNGPicture(reading: grey.bytes).raster.pixels == [0xffc8_c8c8, 0x3328_2828])
    let colour = HandmadePNG.make(width: 1, rows: [[255, 100, 0, 51]], kind: .colourAlpha)
    #expect(try PNGPicture(reading: colour.bytes).raster.pixels == [0x3333_1400])
  }

  @Test func `all kinds of texts are read in their order`() throws {
    let latin1 = PNGFile.Chunk(
      "tEXt", Array("Größe".unicodeScalars.map { UInt8($0.value) }) + [0, 0xb5, 0x6d])
    let compressed = PNGFile.Chunk("zTXt", Array("Z".utf8) + [0, 0] + HandmadePNG.stored([0x61, 0xe9]))
    let international = PNGFile.Chunk("iTXt", Array("I".utf8) + [0, 0, 0, 0, 0] + Array("‖w‖".utf8))
    let both = PNGFile.Chunk(
      "iTXt", Array("C".utf8) + [0, 1, 0] + Array("ko".utf8) + [0, 0] + HandmadePNG.stored(Array("손실".utf8)))
    let png = HandmadePNG.make(
      width: 1, rows: [[0, 0, 0]], before: [latin1, international], after: [compressed, both])
    let notes = try PNGPicture(reading: png.bytes).notes
    #expect(notes.map(\.keyword) == ["Größe", "I", "Z", "C"])
    #expect(notes.map(\.text) == ["µm", "‖w‖", "aé", "손실"])
  }

  @Test func `a resolution that differs between the axes is none`() throws {
    let resolution = PNGFile.Chunk("pHYs", PNGFile.bytes(1000) + PNGFile.bytes(2000) + [1])
    let png = HandmadePNG.make(width: 1, rows: [[0, 0, 0]], before: [resolution])
    #expect(try PNGPicture(reading: png.bytes).pixelsPerMetre == nil)
  }
}
