/// Adagrad (Duchi, Hazan & Singer 2011): `s ← s + g²`, `θ ← θ − η g / (√s + ε)`, after `g ← g + λθ`.
///
/// The sum only grows, so that the effective step shrinks to nothing.
struct AdagradMethod: UpdateRule {
  let rate: Float
  let epsilon: Float

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let sum = first else { return }
    let (theta, gradient, decay, shrinkage) = (
      target.parameters, target.gradient, target.decay, target.shrinkage
    )
    let (rate, epsilon) = (rate, epsilon)
    for i in 0..<target.count {
      let g = gradient[i] + decay * theta[i]
      let s = sum[i] + g * g
      sum[i] = s
      theta[i] = shrinkage * theta[i] - rate * g / (s.squareRoot() + epsilon)
    }
  }
}
