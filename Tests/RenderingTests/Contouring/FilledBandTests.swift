import Rendering
import Testing

@Suite struct FilledBandTests {
  @Test func `a band's outer rings and hole have contourpy's areas`() {
    let z = [1.4, 1.2, 0.9, 0, 0.6, 3, 0.4, 0.7, 0.2, 0.2, 0.5, 3]
    let band = ContourGrid(x: [0, 1, 2, 3], y: [0, 1, 2], z: z).bands(separatedBy: [1, 2])[1]
    let polygons = band.polygons().sorted { band.area(of: $0.outer) > band.area(of: $1.outer) }
    #expect(polygons.count == 2)
    #expect(abs(band.area(of: polygons[0].outer) - 2.248626) < 5e-7)
    #expect(polygons[0].holes.count == 1)
    #expect(abs(band.area(of: polygons[0].holes[0]) + 0.365664) < 5e-7)
    #expect(abs(band.area(of: polygons[1].outer) - 0.260870) < 5e-7)
    #expect(polygons[1].holes.isEmpty)
  }

  @Test func `values at a band's lower level belong to it and those at its upper level do not`() {
    let grid = ContourGrid(x: [0, 1, 2], y: [0, 1], z: [1, 1, 1, 1, 1, 1])
    let areas = grid.bands(separatedBy: [0, 1, 2]).map { band in
      (0..<band.count).reduce(0) { $0 + band.area(of: $1) }
    }
    #expect(areas == [0, 0, 2, 0])
  }

  @Test func `cells that touch at a corner only become two rings`() {
    // NaN corners leave the lower left and the upper right cell of four.
    let z: [Double] = [0, 0, .nan, 0, 0, 0, .nan, 0, 0]
    let region = ContourGrid(x: [0, 1, 2], y: [0, 1, 2], z: z).regions(atLeast: [-1])[0]
    #expect(region.count == 2)
    #expect((0..<2).allSatisfy { region.area(of: $0) == 1 })
    // And the other diagonal.
    let other: [Double] = [.nan, 0, 0, 0, 0, 0, 0, 0, .nan]
    #expect(ContourGrid(x: [0, 1, 2], y: [0, 1, 2], z: other).regions(atLeast: [-1])[0].count == 2)
  }

  @Test func `the diverged region reaches to the finite neighbours`() {
    let grid = ContourGrid(x: [0, 1, 2], y: [0, 1], z: [0, 1, .infinity, 0, 1, .infinity])
    let region = grid.divergedRegion()
    #expect(region.count == 1 && region.area(of: 0) == 1)
  }
}
