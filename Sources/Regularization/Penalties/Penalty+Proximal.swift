import Numerics

extension Penalty {
  /// `argmin ½(w − z)² + η φ(|w|)`, the global minimizer.
  ///
  /// Closed form for L1 (soft threshold), L2 (shrinkage) and their sums; for `Lp` the root of the
  /// stationarity condition to the last bits. For p < 1 the result jumps from 0 to `(2η(1−p))^(1/(2−p))` at
  /// a threshold, where both are minimizers and 0 is returned.
  ///
  /// - Precondition: η is not negative.
  package func proximal(_ z: Double, step eta: Double) -> Double {
    precondition(eta >= 0, "a step of \(eta)")
    switch profile {
    case .mixed(let a, let b): return z.softThresholded(by: eta * a) / (1 + eta * b)
    case .power(let p):
      let magnitude = PowerProximal(exponent: p, weight: eta).minimizer(abs(z))
      return z < 0 ? -magnitude : magnitude
    }
  }

  /// The proximal operator, coordinate by coordinate.
  package func proximal(_ z: [Double], step eta: Double) -> [Double] {
    z.map { proximal($0, step: eta) }
  }

  /// Below or at this `|z|` the proximal operator returns exactly 0: `η a`, 0 for smooth penalties.
  ///
  /// For p < 1 it is `(2−p)/(2(1−p)) · (2η(1−p))^(1/(2−p))` (Marjanovic & Solo 2012,
  /// doi:10.1109/TSP.2012.2212015).
  package func proximalThreshold(step eta: Double) -> Double {
    switch profile {
    case .mixed(let a, _): eta * a
    case .power(let p): PowerProximal(exponent: p, weight: eta).threshold
    }
  }
}
