/// RMSProp (Hinton 2012, lecture 6e): `s ← αs + (1 − α)g²`, `θ ← θ − η g / (√s + ε)`, after `g ← g + λθ`.
///
/// ε outside the root and no correction of the first steps, as in PyTorch.
struct RMSPropMethod: UpdateRule {
  let rate: Float
  /// α.
  let smoothing: Float
  let epsilon: Float

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let mean = first else { return }
    let (theta, gradient, decay, shrinkage) = (
      target.parameters, target.gradient, target.decay, target.shrinkage
    )
    let (rate, smoothing, rest, epsilon) = (rate, smoothing, 1 - smoothing, epsilon)
    for i in 0..<target.count {
      let g = gradient[i] + decay * theta[i]
      let s = smoothing * mean[i] + rest * g * g
      mean[i] = s
      theta[i] = shrinkage * theta[i] - rate * g / (s.squareRoot() + epsilon)
    }
  }
}
