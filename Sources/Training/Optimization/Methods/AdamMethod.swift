import Glibc

/// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1), and AdamW where the decay is decoupled.
///
/// After `g ← g + λθ`: `m ← β₁m + (1 − β₁)g`, `s ← β₂s + (1 − β₂)g²`, and at step t, counted from 1,
/// `θ ← θ − η m̂ / (√ŝ + ε)` with `m̂ = m/(1 − β₁ᵗ)`, `ŝ = s/(1 − β₂ᵗ)`.
struct AdamMethod: UpdateRule {
  /// `η/(1 − β₁ᵗ)`.
  private let stepSize: Float
  /// `1/√(1 − β₂ᵗ)`.
  private let scale: Float
  private let rest1: Float
  private let beta2: Float
  private let rest2: Float
  private let epsilon: Float

  /// The rule at one step, counted from 1.
  init(rate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int) {
    stepSize = Float(rate / (1 - pow(beta1, Double(step))))
    scale = Float(1 / (1 - pow(beta2, Double(step))).squareRoot())
    rest1 = Float(1 - beta1)
    self.beta2 = Float(beta2)
    rest2 = Float(1 - beta2)
    self.epsilon = Float(epsilon)
  }

  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?
  ) {
    guard let first, let second else { return }
    let (stepSize, scale, rest1, beta2, rest2, epsilon) = (stepSize, scale, rest1, beta2, rest2, epsilon)
    let shrinkage = target.shrinkage
    target.forEachEight(first, second) { theta, g, mean, square in
      mean += rest1 * (g - mean)
      square = beta2 * square + rest2 * g * g
      theta = shrinkage * theta - stepSize * mean / (VectorRoot.root(square) * scale + epsilon)
    }
  }
}
