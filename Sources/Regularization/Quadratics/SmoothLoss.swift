/// A loss given by a function that returns its value and gradient, for instance an interpolated surface.
package struct SmoothLoss: PlaneLoss {
  private let evaluate: @Sendable (Vector2) -> (value: Double, gradient: Vector2)

  /// The loss that the function computes; the gradient must be that of the value.
  package init(_ evaluate: @escaping @Sendable (Vector2) -> (value: Double, gradient: Vector2)) {
    self.evaluate = evaluate
  }

  package func value(at w: Vector2) -> Double { evaluate(w).value }

  package func gradient(at w: Vector2) -> Vector2 { evaluate(w).gradient }
}
