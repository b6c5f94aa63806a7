/// Triangles on the screen, ready to be turned into samples.
package struct ScreenMesh: Sendable {
  /// A corner of triangles.
  package struct Vertex: Sendable {
    /// In pixels from the image's upper left corner, y downwards.
    package var position: SIMD2<Double>
    /// Greater for what is nearer; affine on the screen over a plane of space.
    package var nearness: Double
    /// Weight for perspective-correct interpolation.
    package var inverseDepth: Float
    /// What colours are looked up by.
    package var value: Float
    /// Unit vector.
    package var normal: SIMD3<Float>

    package init(
      position: SIMD2<Double>, nearness: Double, inverseDepth: Float = 1, value: Float = 0,
      normal: SIMD3<Float> = SIMD3(0, 0, 1)
    ) {
      self.position = position
      self.nearness = nearness
      self.inverseDepth = inverseDepth
      self.value = value
      self.normal = normal
    }
  }

  package var vertices: [Vertex]
  /// Indices of corners; seen from their front they run counter-clockwise.
  package var triangles: [SIMD3<Int32>]

  /// Triangles between vertices.
  package init(vertices: [Vertex], triangles: [SIMD3<Int32>]) {
    self.vertices = vertices
    self.triangles = triangles
  }
}
