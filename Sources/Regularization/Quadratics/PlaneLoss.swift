/// A differentiable loss of two weights.
package protocol PlaneLoss: Sendable {
  /// The loss at w.
  func value(at w: Vector2) -> Double

  /// Its gradient at w.
  func gradient(at w: Vector2) -> Vector2
}

/// A loss given by a function that returns its value and gradient, for instance an interpolated surface.
package struct SmoothLoss: PlaneLoss {
  private let evaluate: @Sendable (Vector2) -> (value: Double, gradient: Vector2)

  /// The loss that the function computes; the gradient must be that of the value.
  package init(_ evaluate: @escaping @Sendable (Vector2) -> (value: Double, gradient: Vector2)) {
    self.evaluate = evaluate
  }

  /// The value that the function returns.
  package func value(at w: Vector2) -> Double { evaluate(w).value }

  /// The gradient that the function returns.
  package func gradient(at w: Vector2) -> Vector2 { evaluate(w).gradient }
}
