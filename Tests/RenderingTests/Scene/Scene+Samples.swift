import Rendering

/// Small scenes for the tests.
extension Scene {
  /// A function on −1…1 in both directions.
  static func sample(
    points: Int = 9, kind: Rendering.Scale.Kind = .linear, scale: Rendering.Scale? = nil,
    azimuth: Double = -90,
    elevation: Double = 90, projection: SceneView.Projection = .orthographic, paths: [ScenePath] = [],
    markers: [SceneMarker] = [], names: SceneAxisNames = SceneAxisNames(x: "α", y: "β", z: "loss"),
    changing change: (inout SceneOptions) -> Void = { _ in }, of f: (Double, Double) -> Double
  ) -> Scene {
    let places = (0..<points).map { -1 + 2 * Double($0) / Double(points - 1) }
    let values = places.flatMap { y in places.map { x in f(x, y) } }
    let scale = scale ?? Scale(covering: values, kind: kind)
    var options = SceneOptions()
    options.view = SceneView(azimuth: azimuth, elevation: elevation, projection: projection)
    options.drawsSurfaceContours = false
    change(&options)
    return Scene(
      of: ContourGrid(x: places, y: places, z: values, interpolation: scale.interpolation), scale: scale,
      names: names, options: options, paths: paths, markers: markers)
  }
}
