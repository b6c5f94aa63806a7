/// A differentiable loss of two weights.
package protocol PlaneLoss: Sendable {
  /// The loss at w.
  func value(at w: Vector2) -> Double

  /// Its gradient at w.
  func gradient(at w: Vector2) -> Vector2
}
