import Glibc
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

/// The scalar problem `min ½(w − z)² + η wᵖ` over w ≥ 0, for z ≥ 0.
struct PowerProximal {
  let exponent: Double
  let weight: Double

  private var p: Double { exponent }
  private var eta: Double { weight }

  /// Largest z whose minimizer is 0.
  var threshold: Double {
    p >= 1 ? 0 : (2 - p) / (2 * (1 - p)) * pow(2 * eta * (1 - p), 1 / (2 - p))
  }

  /// The global minimizer.
  func minimizer(_ z: Double) -> Double {
    guard eta > 0, z > 0 else { return eta > 0 ? 0 : z }
    if p < 1 { return z > threshold ? (stationaryPoints(z).last ?? 0) : 0 }
    return p < 2 ? smallExponent(z) : largeExponent(z)
  }

  /// All w > 0 with `w + ηp wᵖ⁻¹ = z`, in rising order: for p < 1 none, one (a double root) or two, the
  /// larger a local minimum and the smaller a local maximum.
  func stationaryPoints(_ z: Double) -> [Double] {
    guard p < 1 else { return [minimizer(z)] }
    func excess(_ w: Double) -> Double { w - z + eta * p * pow(w, p - 1) }
    let bend = pow(eta * p * (1 - p), 1 / (2 - p))
    let atBend = excess(bend)
    guard atBend <= 0 else { return [] }
    if atBend == 0 { return [bend] }
    let larger = BracketedRoot(between: bend, atBend, and: z, excess(z), of: excess).root
    // The smaller root is sought in v = wᵖ⁻¹, in which the condition stays of one size as w falls to zero.
    func excessInSlope(_ v: Double) -> Double { pow(v, 1 / (p - 1)) - z + eta * p * v }
    // A little beyond its bound, so that rounding cannot hide the change of sign.
    let (low, high) = (pow(bend, p - 1), z / (eta * p) * (1 + 1e-14))
    let (atLow, atHigh) = (excessInSlope(low), excessInSlope(high))
    guard atLow < 0, atHigh >= 0 else { return [larger] }
    let v = BracketedRoot(between: low, atLow, and: high, atHigh, of: excessInSlope).root
    return [pow(v, 1 / (p - 1)), larger]
  }

  /// Newton's method from above on `w + ηp wᵖ⁻¹ − z`, convex and rising for p > 2: it falls monotonically
  /// to the root.
  private func largeExponent(_ z: Double) -> Double {
    var w = min(z, pow(z / (eta * p), 1 / (p - 1)))
    for _ in 0..<100 {
      let power = eta * p * pow(w, p - 2)
      let next = w - (w + power * w - z) / (1 + (p - 1) * power)
      guard next < w, next > 0 else { break }
      w = next
    }
    return w
  }

  /// The same in `v = wᵖ⁻¹`, in which `v^(1/(p−1)) + ηp v − z` is convex and rising for 1 < p < 2.
  private func smallExponent(_ z: Double) -> Double {
    let q = 1 / (p - 1)
    var v = min(pow(z, p - 1), z / (eta * p))
    for _ in 0..<100 {
      let power = pow(v, q - 1)
      let next = v - (power * v + eta * p * v - z) / (q * power + eta * p)
      guard next < v, next > 0 else { break }
      v = next
    }
    return pow(v, q)
  }
}
