import Networks

extension ReferenceNetwork {
  static func activate(_ activation: Activation, _ x: Scalar) -> Scalar {
    switch activation {
    case .relu: x.value > 0 ? x : Scalar(0)
    case .leakyReLU(let slope): x.value > 0 ? x : Scalar(slope) * x
    case .prelu: preconditionFailure("the slope is a parameter")
    case .elu(let scale): x.value > 0 ? x : Scalar(scale) * (x.exponential() - Scalar(1))
    case .gelu: x * Self.normalDistribution(x)
    case .silu: x * Self.sigmoid(x)
    case .tanh: Scalar(1) - Scalar(2) / ((x + x).exponential() + Scalar(1))
    case .sigmoid: Self.sigmoid(x)
    }
  }

  /// The derivative of `activate` at `x`, at a kink the one of the side of smaller `x`.
  static func slope(_ activation: Activation, _ x: Scalar) -> Scalar {
    switch activation {
    case .relu: return Scalar(x.value > 0 ? 1 : 0)
    case .leakyReLU(let slope): return Scalar(x.value > 0 ? 1 : slope)
    case .prelu: preconditionFailure("the slope is a parameter")
    case .elu(let scale): return x.value > 0 ? Scalar(1) : Scalar(scale) * x.exponential()
    case .gelu:
      let density = (x * x / Scalar(-2)).exponential() / Scalar((2 * Double.pi).squareRoot())
      return normalDistribution(x) + x * density
    case .silu:
      let s = sigmoid(x)
      return s + x * s * (Scalar(1) - s)
    case .tanh:
      let y = activate(.tanh, x)
      return Scalar(1) - y * y
    case .sigmoid:
      let s = sigmoid(x)
      return s * (Scalar(1) - s)
    }
  }

  private static func sigmoid(_ x: Scalar) -> Scalar {
    Scalar(1) / (Scalar(1) + (Scalar(0) - x).exponential())
  }

  private static func normalDistribution(_ x: Scalar) -> Scalar {
    (Scalar(1) + (x / Scalar(2.0.squareRoot())).errorFunction()) / Scalar(2)
  }
}
