import Rendering
import Testing

@Suite struct ImageDifferenceTests {
  private static let grey = Raster(width: 5, height: 4, pixels: Array(repeating: 0xff80_8080, count: 20))

  @Test func `an image does not differ from itself`() throws {
    let difference = try ImageDifference(between: Self.grey, and: Self.grey)
    #expect(difference.rootMeanSquare == 0 && difference.maximum == 0 && difference.differingPixels == 0)
    #expect(difference.isZero)
    #expect(difference.image().pixels.allSatisfy { $0 == 0xff00_0000 })
  }

  @Test func `a shift of every channel is both the root mean square and the maximum`() throws {
    let lighter = Raster(width: 5, height: 4, pixels: Array(repeating: 0xff87_8787, count: 20))
    let difference = try ImageDifference(between: Self.grey, and: lighter)
    #expect(difference.rootMeanSquare == 7 && difference.maximum == 7 && difference.differingPixels == 20)
  }

  @Test func `one channel of one pixel counts as one of sixty`() throws {
    var other = Self.grey
    other.pixels[13] = 0xff80_0080
    for pair in [(Self.grey, other), (other, Self.grey)] {
      let difference = try ImageDifference(between: pair.0, and: pair.1)
      #expect(difference.rootMeanSquare == (Double(128 * 128) / 60).squareRoot())
      #expect(difference.maximum == 128 && difference.differingPixels == 1 && !difference.isZero)
    }
  }

  @Test func `the difference image is amplified and no brighter than white`() throws {
    var other = Self.grey
    other.pixels[3] = 0xff81_7eff
    let difference = try ImageDifference(between: Self.grey, and: other)
    var expected = Array(repeating: UInt32(0xff00_0000), count: 20)
    expected[3] = 0xff08_10ff
    #expect(difference.image().pixels == expected)
    expected[3] = 0xff01_027f
    #expect(difference.image(amplifiedBy: 1).pixels == expected)
  }

  @Test func `what looks the same on white is the same`() throws {
    let transparent = Raster(width: 2, height: 1, pixels: [0, 0x8000_0000])
    let opaque = Raster(width: 2, height: 1, pixels: [0xffff_ffff, 0xff7f_7f7f])
    #expect(try ImageDifference(between: transparent, and: opaque).isZero)
  }

  @Test func `different sizes cannot be compared`() {
    let other = Raster(width: 4, height: 5)
    let expected = RenderingError.differentSizes(width: 5, height: 4, otherWidth: 4, otherHeight: 5)
    #expect(throws: expected) { try ImageDifference(between: Self.grey, and: other) }
  }
}
