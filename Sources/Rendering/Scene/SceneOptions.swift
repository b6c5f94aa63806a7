/// The choices about a scene that are not data.
package struct SceneOptions: Hashable, Sendable {
  /// How values become colours.
  package enum Colouring: Hashable, Sendable {
    /// One colour between two levels, as in a contour map.
    case bands
    /// Each band's colour in its middle, and between two middles a colour between the two.
    case continuous
  }

  /// How values become heights.
  package enum Heights: Hashable, Sendable {
    /// As the scale's steps: logarithmic on a log scale.
    case scale
    case linear
    /// Linear all the same when the scale begins at zero or below.
    case logarithmic
  }

  package var view = SceneView()
  package var heights = Heights.scale
  package var colouring = Colouring.continuous
  /// Value above which the surface is cut off and a lid is shown; nil to cut only what the scale does not
  /// cover.
  package var clip: Double?
  /// Height of the box over the longer side of its base, 0.05...5.
  package var exaggeration = 0.7
  /// Whether the levels' lines are drawn on the surface.
  package var drawsSurfaceContours = true
  /// Whether the levels' lines are drawn on the floor, which is lowered to show them.
  package var drawsFloorContours = false

  /// The defaults.
  package init() {}
}
