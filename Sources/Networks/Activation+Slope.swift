import Glibc

extension Activation {
  /// The derivative at `x`, at a kink that of the side of smaller `x`.
  ///
  /// - Parameter learned: the slope of a PReLU below 0; not used by others.
  package func slope(at x: Double, learned: Double = 0.25) -> Double {
    // Beyond, slopes are what they are there, and products with infinity would not be numbers.
    let x = min(max(x, -1000), 1000)
    switch self {
    case .relu: return x > 0 ? 1 : 0
    case .leakyReLU(let slope): return x > 0 ? 1 : slope
    case .prelu: return x > 0 ? 1 : learned
    case .elu(let scale): return x > 0 ? 1 : scale * exp(x)
    case .gelu:
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      return erfc(-x / 2.0.squareRoot()) / 2 + x * density
    case .silu:
      let s = 1 / (1 + exp(-x))
      return s * (1 + x * (1 - s))
    case .tanh:
      let y = Glibc.tanh(x)
      return 1 - y * y
    case .sigmoid:
      let s = 1 / (1 + exp(-x))
      return s * (1 - s)
    }
  }

  /// The largest absolute value of the derivative.
  ///
  /// - Parameter learned: the slope of a PReLU below 0; not used by others.
  package func largestSlope(learned: Double = 0.25) -> Double {
    switch self {
    case .relu: 1
    case .leakyReLU(let slope): max(1, slope)
    case .prelu: max(1, abs(learned))
    case .elu(let scale): max(1, scale)
    // f″ = φ(x)(2 − x²) is 0 there.
    case .gelu: slope(at: 2.0.squareRoot())
    // f″ is 0 where x·tanh(x/2) = 2.
    case .silu: slope(at: 2.399_357_280_515_468)
    case .tanh: 1
    case .sigmoid: 0.25
    }
  }
}
