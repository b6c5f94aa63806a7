extension Penalty {
  /// `P(w)`.
  package func value(_ weights: [Double]) -> Double {
    let profile = profile
    return weights.reduce(0) { $0 + profile.value(abs($1)) }
  }

  /// `P(w)` of two weights.
  package func value(_ w: Vector2) -> Double { profile.value(abs(w.x)) + profile.value(abs(w.y)) }

  /// The derivative `sign(w) φ′(|w|)` for one weight, with 0, the smallest subgradient, at 0.
  package func gradient(_ weight: Double) -> Double {
    weight == 0 ? 0 : weight < 0 ? -profile.slope(-weight) : profile.slope(weight)
  }

  /// The gradient, coordinate by coordinate.
  package func gradient(_ weights: [Double]) -> [Double] { weights.map { gradient($0) } }

  /// The gradient for two weights.
  package func gradient(_ w: Vector2) -> Vector2 { Vector2(gradient(w.x), gradient(w.y)) }

  /// All subgradients for one weight: a single number except at 0.
  ///
  /// At 0 they are `[−a, a]` where φ starts with slope a, and the whole line for p < 1, where every slope
  /// supports φ locally (the limiting subdifferential).
  package func subgradient(_ weight: Double) -> ClosedRange<Double> {
    if weight == 0 {
      let bound = profile.slope(0)
      return -bound...bound
    }
    let slope = gradient(weight)
    return slope...slope
  }

  /// How far `u` is from `λ ∂φ(w)`; zero exactly when stationarity holds for that weight.
  func distance(_ u: Double, fromSubgradientAt weight: Double, strength: Double) -> Double {
    guard weight == 0 else { return abs(u - strength * gradient(weight)) }
    let bound = profile.slopeAtZero
    return strength == 0 || bound == 0 ? abs(u) : max(0, abs(u) - strength * bound)
  }

  /// The force `−λ φ′(|w|) sign(w)` with which a penalty pulls each weight towards zero.
  ///
  /// Constant for L1, proportional to the weight for L2, both for the elastic net; at zero none.
  package func pull(on weights: [Double], strength: Double) -> [Double] {
    weights.map { -strength * gradient($0) }
  }
}
