import Rendering
import Testing

@Suite struct SampleStripTests {
  private func mesh(_ corners: [(Double, Double, Double)]) -> ScreenMesh {
    ScreenMesh(
      vertices: corners.map { ScreenMesh.Vertex(position: SIMD2($0.0, $0.1), nearness: $0.2) },
      triangles: (0..<Int32(corners.count / 3)).map { SIMD3(3 * $0, 3 * $0 + 1, 3 * $0 + 2) })
  }

  private func count(_ strip: SampleStrip, where isWanted: (Int32) -> Bool) -> Int {
    var count = 0
    for y in strip.rows {
      for x in 0..<strip.width {
        let seen = strip.identifiers(x: x, y: y)
        for sample in 0..<SampleStrip.samples where isWanted(seen[sample]) { count += 1 }
      }
    }
    return count
  }

  @Test func `no two samples of a pixel share a row or a column`() {
    for offsets in [SampleStrip.offsetX, SampleStrip.offsetY] {
      let sorted = (0..<SampleStrip.samples).map { offsets[$0] }.sorted()
      #expect(sorted == (0..<8).map { (Float($0) - 3.5) / 8 })
    }
  }

  @Test func `a square of whole pixels covers their samples and no others`() {
    let square = mesh([(3, 2, 0), (7, 2, 0), (7, 5, 0), (3, 2, 0), (7, 5, 0), (3, 5, 0)])
    var strip = SampleStrip(width: 10, rows: 0..<8)
    strip.fill(0..<2, of: square)
    for y in 0..<8 {
      for x in 0..<10 {
        let isInside = (3..<7).contains(x) && (2..<5).contains(y)
        let seen = strip.identifiers(x: x, y: y)
        for sample in 0..<SampleStrip.samples { #expect((seen[sample] >= 0) == isInside) }
      }
    }
  }

  @Test func `a turned square covers its area`() {
    // Sides of √(9² + 4²) pixels; a border of length p misjudges at most about p samples of an eighth pixel.
    let corners = [(10.3, 4.1), (19.3, 8.1), (15.3, 17.1), (6.3, 13.1)]
    let square = mesh([0, 1, 2, 0, 2, 3].map { (corners[$0].0, corners[$0].1, 0) })
    var strip = SampleStrip(width: 24, rows: 0..<20)
    strip.fill(0..<2, of: square)
    let area = Double(count(strip) { $0 >= 0 }) / Double(SampleStrip.samples)
    #expect(abs(area - 97) < 4 * (97.0).squareRoot() / Double(SampleStrip.samples))
  }

  @Test func `triangles that share sides part the samples among them`() {
    // A fan around a point on a sample, one of its spokes through many samples.
    let centre = (8.5 + 1.0 / 16, 8.5 - 3.0 / 16)
    let border = [
      (1.0, 1.0), (8.5625, 0), (16, 1), (16, 8.3125), (16, 16), (8.5625, 16), (1, 15), (0, 8.3125),
    ]
    var corners: [(Double, Double, Double)] = []
    for (from, to) in zip(border, border.dropFirst() + border.prefix(1)) {
      corners += [(centre.0, centre.1, 0), (from.0, from.1, 0), (to.0, to.1, 0)]
    }
    let fan = mesh(corners)
    var total = 0
    for triangle in fan.triangles.indices {
      var strip = SampleStrip(width: 17, rows: 0..<17)
      strip.fill([Int32(triangle)], of: fan)
      total += count(strip) { $0 >= 0 }
    }
    var whole = SampleStrip(width: 17, rows: 0..<17)
    whole.fill(0..<Int32(fan.triangles.count), of: fan)
    #expect(total == count(whole) { $0 >= 0 })
    let seen = whole.identifiers(x: 8, y: 8)
    for sample in 0..<SampleStrip.samples { #expect(seen[sample] >= 0) }
  }

  @Test func `samples have the nearness of the plane`() {
    let nearness = { (x: Double, y: Double) in 0.3 + 0.02 * x - 0.01 * y }
    let corners = [(-3.0, -2.0), (30, 1), (4, 28)]
    let triangle = mesh(corners.map { ($0.0, $0.1, nearness($0.0, $0.1)) })
    var strip = SampleStrip(width: 12, rows: 2..<10)
    strip.fill([0], of: triangle)
    for (x, y) in [(0, 2), (5, 6), (11, 9)] {
      let (seen, near) = (strip.identifiers(x: x, y: y), strip.nearness(x: x, y: y))
      for sample in 0..<SampleStrip.samples where seen[sample] >= 0 {
        let expected = nearness(
          Double(x) + 0.5 + Double(SampleStrip.offsetX[sample]),
          Double(y) + 0.5 + Double(SampleStrip.offsetY[sample]))
        #expect(abs(Double(near[sample]) - expected) < 1e-6)
      }
      #expect(seen.max() == 0)
    }
  }

  @Test func `three bars can each lie over the next`() {
    // Each bar rises from one end to the other, so that no order of drawing is right.
    let bars: [[(Double, Double, Double)]] = [
      [(2, 4, 0), (22, 4, 1), (22, 7, 1), (2, 7, 0)],
      [(18, 2, 0), (21, 2, 0), (10, 22, 1), (7, 22, 1)],
      [(14, 22, 0), (17, 22, 0), (6, 2, 1), (3, 2, 1)],
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let triangles = order.flatMap { bar in [0, 1, 2, 0, 2, 3].map { bars[bar][$0] } }
      var strip = SampleStrip(width: 24, rows: 0..<24)
      strip.fill(0..<6, of: mesh(triangles))
      let top = { (x: Int, y: Int) in order[Int(strip.identifiers(x: x, y: y)[0]) / 2] }
      // Bar 0 ends near above the start of 1, 1 above that of 2, and 2 above that of 0.
      #expect(top(17, 5) == 0)
      #expect(top(11, 16) == 1)
      #expect(top(5, 5) == 2)
    }
  }

  @Test func `a line covers its width and round ends, and the part in front alone`() {
    var strip = SampleStrip(width: 40, rows: 0..<20)
    let stroke = ScreenStroke(
      from: SIMD2(8, 6), to: SIMD2(30, 13), nearness: (0, 0), halfWidth: 3, identifier: -2)
    strip.fill([stroke])
    let length = (22.0 * 22 + 7 * 7).squareRoot()
    let expected = 6 * length + 9 * Double.pi
    #expect(abs(Double(count(strip) { $0 == -2 }) / 8 - expected) < (2 * length + 6 * .pi) / 8)

    var halved = SampleStrip(width: 40, rows: 0..<20)
    halved.fill(0..<1, of: mesh([(0, -100, 0.5), (0, 100, 0.5), (19, 0, 0.5)].map { $0 }))
    halved.fill([stroke])
    #expect(count(halved) { $0 == -2 } < count(strip) { $0 == -2 })
    #expect(halved.identifiers(x: 12, y: 7)[0] == 0)
    #expect(halved.identifiers(x: 26, y: 12)[0] == -2)
  }

  @Test func `paint ends where the surface ends or steps back`() {
    // Left a near plane, in the middle a far one, right nothing; a line runs over all three.
    let planes = mesh([
      (0, 0, 1), (10, 0, 1), (10, 10, 1), (0, 0, 1), (10, 10, 1), (0, 10, 1),
      (10, 0, 0), (20, 0, 0), (20, 10, 0), (10, 0, 0), (20, 10, 0), (10, 10, 0),
    ])
    for (reach, expected) in [(Double.infinity, [-2, -2, -2]), (0.1, [-2, 2, -1])] {
      var strip = SampleStrip(width: 30, rows: 0..<10)
      strip.fill(0..<4, of: planes)
      strip.fill([
        ScreenStroke(
          from: SIMD2(2, 5), to: SIMD2(28, 5), nearness: (1.01, 1.01), halfWidth: 2, reach: reach,
          identifier: -2)
      ])
      #expect([5, 15, 25].map { Int(strip.identifiers(x: $0, y: 4)[0]) } == expected)
    }
  }
}
