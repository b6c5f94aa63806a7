/// A height field drawn as a surface in a box.
///
/// The surface is drawn into an image with a depth buffer, so that lines and signs on it are hidden exactly
/// where it hides them; box, numbers and names are lines and texts around that image. Cells with a missing
/// corner are holes and are hatched on the floor. Values above the clip, the scale or all bounds are shown
/// as a hatched lid.
package struct Scene: Panel {
  package let heading: String
  let grid: ContourGrid
  let scale: Scale
  let map: ColourMap
  let axisNames: SceneAxisNames
  let options: SceneOptions
  let paths: [ScenePath]
  let markers: [SceneMarker]
  let box: SceneBox
  let heights: SceneHeights

  /// - Parameters:
  ///   - grid: the values, interpolated as the scale's steps go, at least 2 × 2.
  ///   - scale: levels, limits and steps; scenes that share it have the same box and colours.
  ///   - map: colours of the values.
  ///   - heading: above the scene; empty for none.
  ///   - names: of the axes.
  ///   - options: how the scene is drawn.
  ///   - paths: lines on the surface, each over the ones before.
  ///   - markers: signs on the surface.
  package init(
    of grid: ContourGrid, scale: Scale, map: ColourMap = .viridis, heading: String = "",
    names: SceneAxisNames, options: SceneOptions = SceneOptions(), paths: [ScenePath] = [],
    markers: [SceneMarker] = []
  ) {
    precondition(grid.rows >= 2 && grid.columns >= 2, "no surface over \(grid.rows) × \(grid.columns) points")
    precondition(grid.interpolation == scale.interpolation, "grid and scale differ in their steps")
    self.grid = grid
    self.scale = scale
    self.map = map
    self.heading = heading
    axisNames = names
    self.options = options
    self.paths = paths
    self.markers = markers
    box = SceneBox(
      x: grid.x[0]...grid.x[grid.columns - 1], y: grid.y[0]...grid.y[grid.rows - 1],
      exaggeration: options.exaggeration)
    heights = SceneHeights(options, scale: scale)
  }

  package var aspect: Double? { nil }

  /// Whether some of the surface is replaced by a lid.
  package var isCut: Bool {
    grid.values.contains { $0 == .infinity || $0 > heights.limit }
  }

  /// Whether the surface has holes.
  package var hasHoles: Bool { grid.values.contains(where: \.isNaN) }

  /// Whether a marker is drawn: it has a place on the surface or lid, and nothing is in front of that.
  package func isSeen(_ marker: SceneMarker) -> Bool {
    let surface = SceneSurface(grid, box: box, heights: heights)
    guard let facet = surface.facet(at: marker.point) else { return false }
    let camera = SceneCamera(options.view, around: box.centre, radius: box.radius)
    return !surface.hides(facet.place, at: marker.point, from: camera)
  }

  /// None: numbers and names stand inside the frame.
  package func margins(width: Double, height: Double, in setting: PanelSetting) -> Margins { Margins() }

  package func plan(in frame: Rect, bounds: Rect, setting: PanelSetting) -> any FigurePlan {
    ScenePlan(of: self, in: frame, setting)
  }

  var names: [String] { [axisNames.x, axisNames.y, axisNames.z] }

  /// Round numbers along an axis.
  func ticks(axis: Int, count: Int) -> Ticks {
    switch axis {
    case 0: Ticks(linear: box.x.lowerBound, box.x.upperBound, count: count)
    case 1: Ticks(linear: box.y.lowerBound, box.y.upperBound, count: count)
    default: heights.ticks(count: count)
    }
  }

  /// Where a value of an axis lies in the box, 0 at its lower and 1 at its upper end.
  func share(of value: Double, axis: Int) -> Double {
    switch axis {
    case 0: box.place(value, box.y.lowerBound, height: 0).x / box.size.x + 0.5
    case 1: box.place(box.x.lowerBound, value, height: 0).y / box.size.y + 0.5
    default: heights.height(of: value)
    }
  }
}
