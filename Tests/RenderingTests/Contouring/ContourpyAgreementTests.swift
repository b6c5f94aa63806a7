import Rendering
import Testing

@Suite struct ContourpyAgreementTests {
  @Test(arguments: ContourpyNumbers.cases.indices)
  func `lines and bands of random grids with holes are contourpy's`(index: Int) {
    let expected = ContourpyNumbers.cases[index]
    let rows = expected.z.count / expected.columns
    let grid = ContourGrid(
      x: (0..<expected.columns).map(Double.init), y: (0..<rows).map(Double.init), z: expected.z)
    for (level, curves) in grid.lines(at: ContourpyNumbers.levels).enumerated() {
      #expect(curves.count == expected.lines[level])
      #expect(curves.isClosed.filter { $0 }.count == expected.rings[level])
      let length = (0..<curves.count).reduce(0) { $0 + curves.length(of: $1) }
      #expect(abs(length - expected.lengths[level]) < 1e-8)
    }
    for (band, curves) in grid.bands(separatedBy: ContourpyNumbers.levels).enumerated() {
      let area = (0..<curves.count).reduce(0) { $0 + curves.area(of: $1) }
      #expect(abs(area - expected.areas[band]) < 1e-8)
    }
  }
}
