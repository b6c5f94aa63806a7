import Rendering
import Testing

@Suite struct SaddleTests {
  private func segments(_ z: [Double], _ level: Double) -> [[Point]] {
    let curves = ContourGrid(x: [0, 1], y: [0, 1], z: z).lines(at: [level])[0]
    return (0..<curves.count).map { Array(curves[$0]) }
  }

  private func expect(_ segments: [[Point]], _ expected: [[Point]]) {
    #expect(segments.count == expected.count)
    for (segment, wanted) in zip(segments, expected) {
      #expect(segment.count == wanted.count)
      for (a, b) in zip(segment, wanted) { #expect(a.distance(to: b) < 1e-12) }
    }
  }

  @Test func `a level below the saddle point joins the two high corners`() {
    expect(
      segments([1, 0, 0, 1], 0.4),
      [[Point(x: 0.6, y: 0), Point(x: 1, y: 0.4)], [Point(x: 0.4, y: 1), Point(x: 0, y: 0.6)]])
  }

  @Test func `a level above the saddle point separates them`() {
    expect(
      segments([1, 0, 0, 1], 0.6),
      [[Point(x: 0.4, y: 0), Point(x: 0, y: 0.4)], [Point(x: 0.6, y: 1), Point(x: 1, y: 0.6)]])
  }

  @Test func `the bilinear saddle decides, not the mean of the corners`() {
    // Mean .325 is above the level, the saddle point's value .2308 is below: the high corners are separate.
    let lines = segments([1, 0, 0, 0.3], 0.28)
    #expect(lines.count == 2)
    #expect(lines[0].allSatisfy { $0.x < 0.8 && $0.y < 0.8 })
    #expect(lines[1].allSatisfy { $0.x > 0.8 && $0.y > 0.8 })
  }

  @Test func `diverged corners are joined through a saddle cell`() {
    #expect(segments([.infinity, 0, 0, 1], 0.5).count == 2)
    let region = ContourGrid(x: [0, 1], y: [0, 1], z: [.infinity, 0, 0, 1]).regions(atLeast: [0.5])[0]
    #expect(region.polygons().count == 1)
  }
}
