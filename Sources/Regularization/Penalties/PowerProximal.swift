import Glibc
import Numerics

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
    let least = excess(bend)
    guard least <= 0 else { return [] }
    if least == 0 { return [bend] }
    let larger = BracketedRoot(between: bend, least, and: z, excess(z), of: excess).root
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
