import Glibc

extension Elementary {
  /// The first two derivatives of a function at a number.
  struct Derivatives {
    let slope: Double
    let curvature: Double

    init(_ slope: Double, _ curvature: Double) {
      self.slope = slope
      self.curvature = curvature
    }

    /// Of a function that does not change.
    static let zero = Derivatives(0, 0)
    /// Of the number itself.
    static let one = Derivatives(1, 0)
  }
}

extension Elementary.Function {
  private typealias Derivatives = Elementary.Derivatives

  /// The first two derivatives at `x`.
  ///
  /// - Parameter numbers: ones that the function accepts.
  func derivatives(_ x: Double, _ numbers: [Double]) -> Elementary.Derivatives {
    let (a, b) = (numbers.first ?? 0, numbers.last ?? 0)
    switch self {
    case .floor, .ceiling, .round, .truncate, .sign, .notANumber: return .zero
    case .absolute: return Derivatives(x > 0 ? 1 : x < 0 ? -1 : 0, 0)
    case .clip: return x >= a && x <= b ? .one : .zero
    case .atLeast: return x >= a ? .one : .zero
    case .atMost: return x <= a ? .one : .zero
    case .threshold: return x > a ? .one : .zero
    case .shrink: return Swift.abs(x) > a ? .one : .zero
    case .hardSigmoid:
      let y = a * x + b
      return y > 0 && y < 1 ? Derivatives(a, 0) : .zero
    case .hardSwish: return x <= -3 ? .zero : x < 3 ? Derivatives((2 * x + 3) / 6, 1.0 / 3) : .one
    case .softsign:
      let size = 1 + Swift.abs(x)
      return Derivatives(1 / (size * size), (x > 0 ? -2 : x < 0 ? 2 : 0) / (size * size * size))
    case .square, .squareRoot, .reciprocalSquareRoot, .reciprocal, .exponential, .logarithm,
      .exponentialMinusOne, .logarithmPlusOne, .power, .errorFunction:
      return algebraic(x, a)
    case .softplus, .mish, .geluTanh, .swish, .logSigmoid, .selu, .celu: return activation(x, a, b)
    default: return circular(x)
    }
  }

  /// Of powers, exponentials and their inverses.
  private func algebraic(_ x: Double, _ a: Double) -> Derivatives {
    switch self {
    case .square: return Derivatives(2 * x, 2)
    case .squareRoot:
      let y = x.squareRoot()
      return Derivatives(1 / (2 * y), -1 / (4 * x * y))
    case .reciprocalSquareRoot:
      let y = 1 / x.squareRoot()
      return Derivatives(-y / (2 * x), 3 * y / (4 * x * x))
    case .reciprocal:
      let y = 1 / x
      return Derivatives(-y * y, 2 * y * y * y)
    case .exponential, .exponentialMinusOne:
      let y = exp(x)
      return Derivatives(y, y)
    case .logarithm: return Derivatives(1 / x, -1 / (x * x))
    case .logarithmPlusOne:
      let y = 1 / (1 + x)
      return Derivatives(y, -y * y)
    case .power: return Self.power(x, a)
    case .errorFunction:
      let y = 2 / Double.pi.squareRoot() * exp(-x * x)
      return Derivatives(y, -2 * x * y)
    default: preconditionFailure("\(rawValue) is none of these")
    }
  }

  /// Of `xᵖ`; factors of 0 win over infinite powers, as in the derivative of a line at 0.
  static func power(_ x: Double, _ p: Double) -> Elementary.Derivatives {
    Derivatives(p == 0 ? 0 : p * pow(x, p - 1), p == 0 || p == 1 ? 0 : p * (p - 1) * pow(x, p - 2))
  }

  /// Of circular and hyperbolic functions and their inverses.
  private func circular(_ x: Double) -> Derivatives {
    switch self {
    case .sine: return Derivatives(cos(x), -sin(x))
    case .cosine: return Derivatives(-sin(x), -cos(x))
    case .tangent:
      let y = tan(x)
      return Derivatives(1 + y * y, 2 * y * (1 + y * y))
    case .arcSine, .arcCosine:
      let sign = self == .arcSine ? 1.0 : -1
      let square = (1 - x) * (1 + x)
      let slope = sign / square.squareRoot()
      return Derivatives(slope, x * slope / square)
    case .arcTangent:
      let y = 1 / (1 + x * x)
      return Derivatives(y, -2 * x * y * y)
    case .hyperbolicSine: return Derivatives(cosh(x), sinh(x))
    case .hyperbolicCosine: return Derivatives(sinh(x), cosh(x))
    case .areaHyperbolicSine:
      let y = 1 / (1 + x * x).squareRoot()
      return Derivatives(y, -x * y * y * y)
    case .areaHyperbolicCosine:
      let y = 1 / ((x - 1) * (x + 1)).squareRoot()
      return Derivatives(y, -x * y * y * y)
    case .areaHyperbolicTangent:
      let y = 1 / ((1 - x) * (1 + x))
      return Derivatives(y, 2 * x * y * y)
    default: preconditionFailure("\(rawValue) is none of these")
    }
  }

  /// Of non-linearities with exponentials.
  private func activation(_ x: Double, _ a: Double, _ b: Double) -> Derivatives {
    switch self {
    case .softplus:
      guard a * x <= b else { return .one }
      let s = Self.sigmoid(a * x)
      return Derivatives(s, a * s * (1 - s))
    case .logSigmoid:
      let s = Self.sigmoid(-x)
      return Derivatives(s, -s * (1 - s))
    case .swish:
      let s = Self.sigmoid(a * x)
      let change = a * s * (1 - s)
      return Derivatives(s + x * change, change * (2 + a * x * (1 - 2 * s)))
    case .mish:
      // With t = tanh(softplus(x)) and s = σ(x): t′ = (1 − t²) s.
      let power = exp(min(x, 300))
      let sum = power * (power + 2)
      let t = sum / (sum + 2)
      // 1 − t², without cancellation.
      let rest = 4 * (sum + 1) / ((sum + 2) * (sum + 2))
      let s = Self.sigmoid(x)
      let first = rest * s
      let second = rest * s * (1 - s) - 2 * t * first * s
      return Derivatives(t + x * first, 2 * first + x * second)
    case .geluTanh:
      // x σ(2u) with u = √(2/π) (x + 0.044715 x³).
      let factor = (8 / Double.pi).squareRoot()
      let s = Self.sigmoid(factor * (x + 0.044715 * x * x * x))
      let (u1, u2) = (factor * (1 + 3 * 0.044715 * x * x), factor * 6 * 0.044715 * x)
      let first = s * (1 - s) * u1
      let second = s * (1 - s) * ((1 - 2 * s) * u1 * u1 + u2)
      return Derivatives(s + x * first, 2 * first + x * second)
    case .selu:
      let (scale, alpha) = (1.0507009873554804934193349852946, 1.6732632423543772848170429916717)
      return x > 0
        ? Derivatives(scale, 0) : Derivatives(scale * alpha * exp(x), scale * alpha * exp(x))
    case .celu: return x > 0 ? .one : Derivatives(exp(x / a), exp(x / a) / a)
    default: preconditionFailure("\(rawValue) is none of these")
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
