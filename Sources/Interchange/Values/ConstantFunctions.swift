import Glibc
import Networks
import Numerics

extension Elementary.Function {
  /// The function of a constant, in double precision where the C library has it.
  func value(_ x: Double, _ numbers: [Double]) -> Double {
    let (a, b) = (numbers.first ?? 0, numbers.last ?? 0)
    switch self {
    case .square: return x * x
    case .squareRoot: return x.squareRoot()
    case .reciprocalSquareRoot: return 1 / x.squareRoot()
    case .reciprocal: return 1 / x
    case .exponential: return exp(x)
    case .logarithm: return log(x)
    case .absolute: return abs(x)
    case .exponentialMinusOne: return expm1(x)
    case .logarithmPlusOne: return log1p(x)
    case .power: return pow(x, a)
    case .errorFunction: return erf(x)
    case .sine: return sin(x)
    case .cosine: return cos(x)
    case .tangent: return tan(x)
    case .arcSine: return asin(x)
    case .arcCosine: return acos(x)
    case .arcTangent: return atan(x)
    case .hyperbolicSine: return sinh(x)
    case .hyperbolicCosine: return cosh(x)
    case .areaHyperbolicSine: return asinh(x)
    case .areaHyperbolicCosine: return acosh(x)
    case .areaHyperbolicTangent: return atanh(x)
    case .floor: return x.rounded(.down)
    case .ceiling: return x.rounded(.up)
    case .round: return x.rounded(.toNearestOrEven)
    case .truncate: return x.rounded(.towardZero)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : x
    case .clip: return min(max(x, a), b)
    case .atLeast: return max(x, a)
    case .atMost: return min(x, a)
    case .notANumber: return x.isNaN ? 1 : 0
    default:
      var (argument, result) = (Float(x), Float(0))
      loop(numbers).apply(&argument, to: &result, count: 1)
      return Double(result)
    }
  }
}

extension Comparison.Function {
  /// Whether two constants are in the relation.
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}

extension Activation {
  /// The activation of a constant; one with learned slopes is that of slope 0.
  func value(_ x: Double) -> Double {
    switch self {
    case .relu, .prelu: x.isNaN ? x : max(x, 0)
    case .leakyReLU(let slope): x >= 0 ? x : slope * x
    case .elu(let scale): x >= 0 ? x : scale * expm1(x)
    case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
    case .silu: x / (1 + exp(-x))
    case .tanh: Glibc.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    }
  }
}
