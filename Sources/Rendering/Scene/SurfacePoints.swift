/// The vertices of a surface at its grid points and cell centres, with normals from central differences of
/// the heights in the box.
struct SurfacePoints {
  /// One a grid point; meaningless where there is no value.
  let vertices: [SceneMesh.Vertex]
  private let surface: SceneSurface
  /// Heights in the box's units, not cut at the limit.
  private let z: [Double]
  private let places: (x: [Double], y: [Double])

  /// Slopes beyond this one look alike; and heights of 10³⁰⁰ boxes have no finite differences.
  static let greatestHeight = 1e3

  init(_ surface: SceneSurface) {
    self.surface = surface
    let (box, heights) = (surface.box, surface.heights)
    let z = surface.measures.map { measure in
      measure.isFinite ? min(heights.height(ofMeasure: measure), Self.greatestHeight) * box.size.z : .nan
    }
    self.z = z
    let xs = surface.x.map { box.place($0, box.y.lowerBound, height: 0).x }
    let ys = surface.y.map { box.place(box.x.lowerBound, $0, height: 0).y }
    places = (xs, ys)
    var vertices: [SceneMesh.Vertex] = []
    vertices.reserveCapacity(2 * z.count)
    for row in ys.indices {
      for column in xs.indices {
        let index = row * xs.count + column
        let slopeX = Self.slope(
          column > 0 ? z[index - 1] : .nan, z[index], column + 1 < xs.count ? z[index + 1] : .nan,
          xs[max(0, column - 1)], xs[column], xs[min(xs.count - 1, column + 1)])
        let slopeY = Self.slope(
          row > 0 ? z[index - xs.count] : .nan, z[index], row + 1 < ys.count ? z[index + xs.count] : .nan,
          ys[max(0, row - 1)], ys[row], ys[min(ys.count - 1, row + 1)])
        vertices.append(
          SceneMesh.Vertex(
            position: SIMD3(xs[column], ys[row], z[index]), normal: Self.normal(slopeX, slopeY),
            value: Float(heights.position(ofMeasure: surface.measures[index]))))
      }
    }
    self.vertices = vertices
  }

  /// The vertex in the middle of a cell without infinite corners.
  func centre(row: Int, column: Int) -> SceneMesh.Vertex {
    let base = row * surface.columns + column
    let (a, b, c, d) = (z[base], z[base + 1], z[base + surface.columns + 1], z[base + surface.columns])
    let width = places.x[column + 1] - places.x[column]
    let depth = places.y[row + 1] - places.y[row]
    let measure = surface.centreMeasure(row: row, column: column)
    let height = min(surface.heights.height(ofMeasure: measure), Self.greatestHeight)
    return SceneMesh.Vertex(
      position: SIMD3(
        places.x[column] + width / 2, places.y[row] + depth / 2, height * surface.box.size.z),
      normal: Self.normal((b + c - a - d) / (2 * width), (c + d - a - b) / (2 * depth)),
      value: Float(surface.heights.position(ofMeasure: measure)))
  }

  /// Central difference, or a one-sided one next to a border or a hole.
  private static func slope(
    _ before: Double, _ here: Double, _ after: Double, _ x0: Double, _ x1: Double, _ x2: Double
  ) -> Double {
    switch (before.isNaN, after.isNaN) {
    case (false, false): (after - before) / (x2 - x0)
    case (true, false): (after - here) / (x2 - x1)
    case (false, true): (here - before) / (x1 - x0)
    case (true, true): 0
    }
  }

  private static func normal(_ slopeX: Double, _ slopeY: Double) -> SIMD3<Float> {
    SIMD3<Float>(SIMD3(-slopeX, -slopeY, 1).unit)
  }
}
