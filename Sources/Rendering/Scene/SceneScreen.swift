/// From the box to the pixels of an image.
struct SceneScreen {
  let projection: SceneProjection
  /// Pixels per point.
  let density: Double
  /// The image's upper left corner, in pixels of the picture.
  let left: Double
  let top: Double

  /// Pixels per unit of the camera's plane.
  var scale: Double { projection.scale * density }

  /// A place in the image, in pixels, and how near it is.
  func place(_ point: SIMD3<Double>) -> (position: SIMD2<Double>, nearness: Double, inverseDepth: Double) {
    let projected = projection.camera.project(point)
    let position = SIMD2(
      (projection.origin.x + projected.position.x * projection.scale) * density - left,
      (projection.origin.y - projected.position.y * projection.scale) * density - top)
    return (position, projected.nearness, projected.inverseDepth)
  }

  /// Change of nearness per pixel over a plane that rises by `slope` along x and y; zero for a plane seen
  /// nearly edge-on.
  func slope(of slope: SIMD2<Double>, at point: SIMD3<Double>) -> SIMD2<Double> {
    let step = 1e-3 / (1 + abs(slope.x) + abs(slope.y))
    let origin = place(point)
    let along = place(point + SIMD3(1, 0, slope.x) * step)
    let across = place(point + SIMD3(0, 1, slope.y) * step)
    let (u, v) = (along.position - origin.position, across.position - origin.position)
    let determinant = u.x * v.y - u.y * v.x
    guard abs(determinant) > 1e-3 * (u.dot(u) * v.dot(v)).squareRoot() else { return SIMD2() }
    let (du, dv) = (along.nearness - origin.nearness, across.nearness - origin.nearness)
    let gradient = SIMD2(du * v.y - dv * u.y, dv * u.x - du * v.x) / determinant
    // As deep as wide eight times over: beyond that a line would reach through what is behind.
    let steepness = gradient.dot(gradient).squareRoot() * scale
    return steepness > 8 ? gradient * (8 / steepness) : gradient
  }
}
