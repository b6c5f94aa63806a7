/// RMSProp (Hinton 2012, lecture 6e): `s ← αs + (1 − α)g²`, `θ ← θ − η g / (√s + ε)`, after `g ← g + λθ`.
///
/// ε outside the root and no correction of the first steps, as in PyTorch.
struct RMSPropMethod: UpdateRule {
  private let rate: Float
  /// α.
  private let smoothing: Float
  private let rest: Float
  private let epsilon: Float

  init(rate: Double, smoothing: Double, epsilon: Double) {
    self.rate = Float(rate)
    self.smoothing = Float(smoothing)
    // Not from the rounded α, whose complement would be off by more than a rounding.
    rest = Float(1 - smoothing)
    self.epsilon = Float(epsilon)
  }

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let first else { return }
    let (rate, smoothing, rest, epsilon, shrinkage) = (rate, smoothing, rest, epsilon, target.shrinkage)
    target.forEachEight(first) { theta, g, mean in
      mean = smoothing * mean + rest * g * g
      theta = shrinkage * theta - rate * g / (VectorRoot.root(mean) + epsilon)
    }
  }
}
