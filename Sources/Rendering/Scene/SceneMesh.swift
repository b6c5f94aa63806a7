/// Triangles of a scene in the box's coordinates.
struct SceneMesh: Sendable {
  struct Vertex: Sendable {
    var position: SIMD3<Double>
    var normal: SIMD3<Float>
    /// Position on the colour scale, 0...1, on the surface; distance across the hatching on the lid.
    var value: Float
  }

  /// What a triangle is a part of.
  enum Material: Hashable, Sendable {
    case surface
    case lid
    /// A sign of one colour, an index into the picture's own list.
    case flat(Int)
  }

  var vertices: [Vertex] = []
  /// Indices of corners, counter-clockwise as seen from above.
  var triangles: [SIMD3<Int32>] = []
  /// One a triangle.
  var materials: [Material] = []
  /// The lid's border, piece by piece.
  var outline: [(from: SIMD3<Double>, to: SIMD3<Double>)] = []
  /// The surface's border along the grid's, piece by piece.
  var rim: [(from: SIMD3<Double>, to: SIMD3<Double>)] = []

  /// Adds a convex polygon.
  mutating func add(_ corners: [Vertex], _ material: Material) {
    let base = Int32(vertices.count)
    vertices.append(contentsOf: corners)
    for last in 2..<max(2, Int32(corners.count)) {
      triangles.append(SIMD3(base, base + last - 1, base + last))
      materials.append(material)
    }
  }
}
