import Glibc

/// A loss of a single output `z` and its target `t`, with its first two derivatives in `z`.
protocol OutputLoss {
  static func value(_ z: Double, _ t: Double) -> Double
  static func slope(_ z: Double, _ t: Double) -> Double
  static func curvature(_ z: Double, _ t: Double) -> Double
}

/// `(z − t)²`.
enum SquaredError: OutputLoss {
  static func value(_ z: Double, _ t: Double) -> Double { (z - t) * (z - t) }
  static func slope(_ z: Double, _ t: Double) -> Double { 2 * (z - t) }
  static func curvature(_: Double, _: Double) -> Double { 2 }
}

/// `|z − t|`; its derivative is 0 at the kink.
enum AbsoluteError: OutputLoss {
  static func value(_ z: Double, _ t: Double) -> Double { abs(z - t) }
  static func slope(_ z: Double, _ t: Double) -> Double { z > t ? 1 : z < t ? -1 : z == t ? 0 : .nan }
  static func curvature(_: Double, _: Double) -> Double { 0 }
}

/// `−t log σ(z) − (1 − t) log(1 − σ(z))`, with `1 − σ(z) = σ(−z)` so that nothing cancels.
enum BinaryCrossEntropy: OutputLoss {
  static func value(_ z: Double, _ t: Double) -> Double { max(z, 0) - z * t + log1p(exp(-abs(z))) }
  static func slope(_ z: Double, _ t: Double) -> Double { (1 - t) * sigmoid(z) - t * sigmoid(-z) }
  static func curvature(_ z: Double, _: Double) -> Double { sigmoid(z) * sigmoid(-z) }

  private static func sigmoid(_ z: Double) -> Double {
    let small = exp(-abs(z))
    return (z < 0 ? small : 1) / (1 + small)
  }
}
