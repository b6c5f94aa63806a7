extension SceneSurface {
  /// The plane that a point of the base has above it.
  struct Facet: Hashable, Sendable {
    /// The point itself.
    let place: SIMD3<Double>
    /// Rise of the plane along x and along y.
    let slope: SIMD2<Double>
  }

  /// A piece of a line on the surface, within one triangle.
  struct Piece: Hashable, Sendable {
    let from: SIMD3<Double>
    let to: SIMD3<Double>
    let slope: SIMD2<Double>
  }

  /// The surface or lid above a point of the base; nil outside of the grid and over holes.
  func facet(at point: Point) -> Facet? {
    guard let column = Self.interval(point.x, in: x), let row = Self.interval(point.y, in: y) else {
      return nil
    }
    return facet(at: point, row: row, column: column)
  }

  /// The facet of one cell, continued beyond its borders where a point lies outside.
  private func facet(at point: Point, row: Int, column: Int) -> Facet? {
    let lid = Facet(place: box.place(point.x, point.y, height: 1), slope: SIMD2())
    let u = (point.x - x[column]) / (x[column + 1] - x[column])
    let v = (point.y - y[row]) / (y[row + 1] - y[row])
    let corners: [(u: Double, v: Double, measure: Double)]
    switch cell(row: row, column: column) {
    case .missing: return nil
    case .diverged: return lid
    case .oneDiverged(let corner):
      let (fromU, fromV) = (corner == 0 || corner == 3 ? u : 1 - u, corner < 2 ? v : 1 - v)
      if fromU + fromV < 1 { return lid }
      corners = (1...3).map { cornerValue((corner + $0) % 4, row: row, column: column) }
    case .finite:
      let side = v <= u ? (u + v <= 1 ? 0 : 1) : (u + v <= 1 ? 3 : 2)
      corners = [
        cornerValue(side, row: row, column: column), cornerValue((side + 1) % 4, row: row, column: column),
        (0.5, 0.5, centreMeasure(row: row, column: column)),
      ]
    }
    let (a, b, c) = (corners[0], corners[1], corners[2])
    let determinant = (b.u - a.u) * (c.v - a.v) - (b.v - a.v) * (c.u - a.u)
    let interpolated = { (values: (Double, Double, Double)) -> (Double, SIMD2<Double>) in
      let (first, second) = (values.1 - values.0, values.2 - values.0)
      let alongU = (first * (c.v - a.v) - second * (b.v - a.v)) / determinant
      let alongV = (second * (b.u - a.u) - first * (c.u - a.u)) / determinant
      return (values.0 + alongU * (u - a.u) + alongV * (v - a.v), SIMD2(alongU, alongV))
    }
    if interpolated((a.measure, b.measure, c.measure)).0 > heights.limit { return lid }
    let height = interpolated((vertexHeight(a.measure), vertexHeight(b.measure), vertexHeight(c.measure)))
    let width = box.place(x[column + 1], 0, height: 0).x - box.place(x[column], 0, height: 0).x
    let depth = box.place(0, y[row + 1], height: 0).y - box.place(0, y[row], height: 0).y
    return Facet(
      place: box.place(point.x, point.y, height: height.0),
      slope: SIMD2(height.1.x / width, height.1.y / depth) * box.size.z)
  }

  /// Height of a triangle's corner, which may lie above the lid.
  private func vertexHeight(_ measure: Double) -> Double {
    min(heights.height(ofMeasure: measure), SurfacePoints.greatestHeight)
  }

  private func cornerValue(_ index: Int, row: Int, column: Int) -> (u: Double, v: Double, measure: Double) {
    let place = corner(index, row: row, column: column)
    return (
      Double(place.column - column), Double(place.row - row), measures[place.row * columns + place.column]
    )
  }

  /// A straight line of the base, laid on the surface and parted at the triangles' sides and at the lid.
  func pieces(from start: Point, to end: Point) -> [Piece] {
    let at = { (share: Double) in
      Point(x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share)
    }
    var stops = [0, 1] + Self.crossings(start.x, end.x, x) + Self.crossings(start.y, end.y, y)
    stops.sort()
    var pieces: [Piece] = []
    for (from, to) in zip(stops, stops.dropFirst()) where to > from {
      let middle = at((from + to) / 2)
      guard let column = Self.interval(middle.x, in: x), let row = Self.interval(middle.y, in: y) else {
        continue
      }
      // Within a cell: where the line meets the diagonals.
      let local = { (share: Double) -> (Double, Double) in
        let point = at(share)
        return (
          (point.x - x[column]) / (x[column + 1] - x[column]), (point.y - y[row]) / (y[row + 1] - y[row])
        )
      }
      let (first, last) = (local(from), local(to))
      var inner = [from, to]
      for (a, b) in [
        (first.0 - first.1, last.0 - last.1), (first.0 + first.1 - 1, last.0 + last.1 - 1),
      ] where (a < 0) != (b < 0) && a != b {
        inner.append(from + (to - from) * a / (a - b))
      }
      inner.sort()
      for (from, to) in zip(inner, inner.dropFirst()) where to > from {
        pieces += facetPieces(at: at, from: from, to: to, row: row, column: column)
      }
    }
    return pieces
  }

  /// A piece within one triangle, in two parts if the lid begins in between.
  private func facetPieces(
    at point: (Double) -> Point, from: Double, to: Double, row: Int, column: Int
  ) -> [Piece] {
    // A hair inside the triangle, so that its ends belong to it and not to its neighbours.
    let inset = (to - from) * 1e-6
    guard let first = facet(at: point(from + inset), row: row, column: column),
      let last = facet(at: point(to - inset), row: row, column: column)
    else { return [] }
    if first.slope == last.slope { return [Piece(from: first.place, to: last.place, slope: first.slope)] }
    // The lid begins where the slope changes: halve the interval.
    var (low, high) = (from + inset, to - inset)
    var (before, after) = (first, last)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      guard let facet = facet(at: point(middle), row: row, column: column) else { return [] }
      if facet.slope == first.slope {
        (low, before) = (middle, facet)
      } else {
        (high, after) = (middle, facet)
      }
    }
    return [
      Piece(from: first.place, to: before.place, slope: first.slope),
      Piece(from: after.place, to: last.place, slope: last.slope),
    ]
  }

  /// Shares of the way from one coordinate to another at which grid lines are crossed.
  private static func crossings(_ start: Double, _ end: Double, _ lines: [Double]) -> [Double] {
    guard start != end else { return [] }
    let (low, high) = (min(start, end), max(start, end))
    return lines[firstIndex(above: low, in: lines)...].prefix { $0 < high }.map {
      ($0 - start) / (end - start)
    }
  }

  /// Index of the interval between neighbouring numbers that contains one; nil outside of all.
  private static func interval(_ value: Double, in lines: [Double]) -> Int? {
    guard lines.count >= 2, value >= lines[0], value <= lines[lines.count - 1] else { return nil }
    return min(max(0, firstIndex(above: value, in: lines) - 1), lines.count - 2)
  }

  private static func firstIndex(above value: Double, in lines: [Double]) -> Int {
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
