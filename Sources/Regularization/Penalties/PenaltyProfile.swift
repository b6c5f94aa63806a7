import Glibc

/// The penalty φ of one weight as a function of its magnitude s ≥ 0.
enum PenaltyProfile {
  /// `a s + (b/2) s²`; not both zero.
  case mixed(linear: Double, square: Double)
  /// `sᵖ`, p neither 1 nor 2.
  case power(Double)

  /// φ(s).
  func value(_ s: Double) -> Double {
    switch self {
    case .mixed(let a, let b): a * s + b / 2 * s * s
    case .power(let p): pow(s, p)
    }
  }

  /// φ′(s); at 0 the limit from the right, which is infinite for p < 1.
  func slope(_ s: Double) -> Double {
    switch self {
    case .mixed(let a, let b): a + b * s
    case .power(let p): p * pow(s, p - 1)
    }
  }

  /// The largest `|u|` that counts as a subgradient at zero.
  ///
  /// For p between 1 and 2 that is the slope at the smallest positive number: a weight whose optimum is
  /// smaller than any number is stored as zero.
  var slopeAtZero: Double {
    if case .power(let p) = self, p > 1 { return slope(Double.leastNormalMagnitude) }
    return slope(0)
  }

  /// The magnitude s with φ(s) = t, for 0 ≤ t ≤ ∞.
  func magnitude(ofValue t: Double) -> Double {
    guard t < .infinity, t > 0 else { return t }
    switch self {
    case .mixed(let a, let b): return 2 * t / (a + (a * a + 2 * b * t).squareRoot())
    case .power(let p): return pow(t, 1 / p)
    }
  }
}
