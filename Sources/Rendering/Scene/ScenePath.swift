/// A polyline that lies on a scene's surface.
package struct ScenePath: Hashable, Sendable {
  /// Corners in data units of the base; points that are not finite interrupt the line.
  package let points: [Point]
  /// How the line is drawn; where the surface hides it, it is not.
  package let stroke: Stroke

  /// A path through some points of the base.
  package init(_ points: [Point], stroke: Stroke) {
    self.points = points
    self.stroke = stroke
  }
}
