extension SceneSurface {
  /// Whether the surface or lid lies between a point on it and the camera.
  ///
  /// Exact for the triangles that are drawn: over each triangle below the ray both are linear, so that only
  /// the ends of the ray's pieces need to be compared.
  /// - Parameters:
  ///   - place: the point in the box.
  ///   - base: the same point's place on the base, in data units.
  ///   - camera: that looks at it.
  func hides(_ place: SIMD3<Double>, at base: Point, from camera: SceneCamera) -> Bool {
    let ray = camera.direction(from: place)
    let across = SIMD2(ray.x, ray.y)
    // Seen from above nothing is hidden.
    guard across.dot(across) > 1e-18 * ray.dot(ray) else { return false }
    // As far as the box reaches, in the box's units and in those of the data.
    let step = 2 * box.size.length / across.dot(across).squareRoot()
    let end = Point(
      x: base.x + across.x * step / box.size.x * (box.x.upperBound - box.x.lowerBound),
      y: base.y + across.y * step / box.size.y * (box.y.upperBound - box.y.lowerBound))
    for piece in pieces(from: base, to: end) {
      for point in [piece.from, piece.to] {
        let way = SIMD2(point.x - place.x, point.y - place.y)
        let share = way.dot(across) / across.dot(across)
        // The point's own triangle touches the ray at its start.
        if point.z - (place.z + share * ray.z) > 1e-3 * box.size.z { return true }
      }
    }
    return false
  }
}
