/// All solutions of a problem, where the reported point is one of them.
package enum SolutionSet: Codable, Hashable, Sendable {
  /// The reported point alone.
  case unique
  /// All points between two ends, which are included.
  case segment(Vector2, Vector2)
  /// A line, cut off by the constraint region where there is one.
  case line(through: Vector2, direction: Vector2)
  /// Every point, cut off by the constraint region where there is one.
  case plane
  /// Several separate points of equal value, the reported one first.
  case ties([Vector2])
}
