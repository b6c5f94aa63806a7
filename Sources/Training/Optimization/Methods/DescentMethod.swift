/// Gradient descent: `θ ← θ − η(g + λθ)` (Cauchy 1847).
struct DescentMethod: UpdateRule {
  let rate: Float

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    let (theta, gradient, decay, shrinkage) = (
      target.parameters, target.gradient, target.decay, target.shrinkage
    )
    for i in 0..<target.count {
      let g = gradient[i] + decay * theta[i]
      theta[i] = shrinkage * theta[i] - rate * g
    }
  }
}
