/// Adagrad (Duchi, Hazan & Singer 2011): `s ← s + g²`, `θ ← θ − η g / (√s + ε)`, after `g ← g + λθ`.
///
/// The sum only grows, so that the effective step shrinks to nothing.
struct AdagradMethod: UpdateRule {
  let rate: Float
  let epsilon: Float

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let first else { return }
    let (rate, epsilon, shrinkage) = (rate, epsilon, target.shrinkage)
    target.forEachEight(first) { theta, g, sum in
      sum += g * g
      theta = shrinkage * theta - rate * g / (VectorRoot.root(sum) + epsilon)
    }
  }
}
