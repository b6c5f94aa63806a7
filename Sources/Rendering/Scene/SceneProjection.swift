/// From the box to the page, and on to the pixels of an image.
struct SceneProjection: Hashable, Sendable {
  let camera: SceneCamera
  /// Points per unit of the camera's plane.
  let scale: Double
  /// Where the centre of the camera's plane lies on the page.
  let origin: Point

  /// Where a point of the box lies on the page.
  func page(_ point: SIMD3<Double>) -> Point {
    let projected = camera.project(point).position
    return Point(x: origin.x + projected.x * scale, y: origin.y - projected.y * scale)
  }

  /// A closed polygon on the page.
  func polygon(_ corners: [SIMD3<Double>]) -> Path {
    var path = Path()
    path.add(corners.map(page), isClosed: true)
    return path
  }
}
