/// Descent with momentum in PyTorch's form, in which the rate is outside the velocity.
///
/// With the gradient `g`, coupled decay λ and momentum μ: `g ← g + λθ`, `v ← μv + g`, and `θ ← θ − ηv` (Polyak 1964,
/// doi:10.1016/0041-5553(64)90137-5), or with Nesterov's momentum `θ ← θ − η(g + μv)` (Sutskever et al. 2013),
/// which is Nesterov's method for `θ` plus the step that momentum would take next. A first step has `v = g`.
struct MomentumMethod: UpdateRule {
  let rate: Float
  let momentum: Float
  let nesterov: Bool

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let velocity = first else { return }
    let (theta, gradient, decay, shrinkage) = (
      target.parameters, target.gradient, target.decay, target.shrinkage
    )
    let (rate, momentum) = (rate, momentum)
    if nesterov {
      for i in 0..<target.count {
        let g = gradient[i] + decay * theta[i]
        let v = momentum * velocity[i] + g
        velocity[i] = v
        theta[i] = shrinkage * theta[i] - rate * (g + momentum * v)
      }
    } else {
      for i in 0..<target.count {
        let v = momentum * velocity[i] + (gradient[i] + decay * theta[i])
        velocity[i] = v
        theta[i] = shrinkage * theta[i] - rate * v
      }
    }
  }
}
