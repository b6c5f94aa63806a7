import Rendering
import Testing

@Suite struct PageTests {
  @Test func `by default a page has the same layout at every size`() throws {
    let large = try Page()
    let small = try Page(width: 600, height: 450)
    #expect(large.pixelWidth == 1600 && large.pixelHeight == 1200 && large.dpi == 200)
    #expect(large.width == 576 && large.height == 432)
    #expect(small.width == large.width && small.height == large.height)
  }

  @Test func `a page too small for the lettering is laid out larger`() throws {
    let page = try Page(width: 100, height: 100, dpi: 200)
    #expect(page.width == 288 && page.height == 288)
  }

  @Test(arguments: [(0, 10), (10, 0), (-1, 5), (20_001, 10)])
  func `impossible sizes are refused`(size: (Int, Int)) {
    #expect(throws: RenderingError.pictureSize(width: size.0, height: size.1, limit: 20_000)) {
      try Page(width: size.0, height: size.1)
    }
  }

  @Test(arguments: [0, -1, 1e300, Double.infinity])
  func `impossible resolutions are refused`(dpi: Double) {
    #expect(throws: RenderingError.resolution(dpi: dpi)) { try Page(dpi: dpi) }
  }
}
