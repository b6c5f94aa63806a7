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
    guard let mean = first else { return }
    let (theta, gradient, decay, shrinkage) = (
      target.parameters, target.gradient, target.decay, target.shrinkage
    )
    let (rate, smoothing, rest, epsilon) = (rate, smoothing, rest, epsilon)
    for i in 0..<target.count {
      let g = gradient[i] + decay * theta[i]
      let s = smoothing * mean[i] + rest * g * g
      mean[i] = s
      theta[i] = shrinkage * theta[i] - rate * g / (s.squareRoot() + epsilon)
    }
  }
}
