import Networks

/// The definitions of elementary functions, for numbers of moderate size.
///
/// Everything is written with what `ReferenceScalar` has, so that derivatives follow.
enum ReferenceFunction {
  static func apply<Scalar: ReferenceScalar>(_ elementary: Elementary, _ x: Scalar) -> Scalar {
    let one = Scalar(1)
    let zero = Scalar(0)
    let numbers = elementary.numbers.map { Scalar($0) }
    let limits = elementary.numbers
    func sigmoid(_ x: Scalar) -> Scalar { one / (one + (zero - x).exponential()) }
    func softplus(_ x: Scalar) -> Scalar { (one + x.exponential()).logarithm() }
    func tanh(_ x: Scalar) -> Scalar { one - Scalar(2) / ((x + x).exponential() + one) }
    /// Constant, on the tape or not.
    func constant(_ value: Double) -> Scalar { zero * x + Scalar(value) }
    switch elementary.function {
    case .square: return x * x
    case .squareRoot: return x.squareRoot()
    case .reciprocalSquareRoot: return one / x.squareRoot()
    case .reciprocal: return one / x
    case .exponential: return x.exponential()
    case .logarithm: return x.logarithm()
    case .absolute: return x.value > 0 ? x : x.value < 0 ? zero - x : zero * x
    case .exponentialMinusOne: return x.exponential() - one
    case .logarithmPlusOne: return (one + x).logarithm()
    case .power: return (numbers[0] * x.logarithm()).exponential()
    case .errorFunction: return x.errorFunction()
    case .sine: return x.sine()
    case .cosine: return x.cosine()
    case .tangent: return x.sine() / x.cosine()
    case .arcSine: return (x / (one - x * x).squareRoot()).arcTangent()
    case .arcCosine: return Scalar(.pi / 2) - (x / (one - x * x).squareRoot()).arcTangent()
    case .arcTangent: return x.arcTangent()
    case .hyperbolicSine: return (x.exponential() - (zero - x).exponential()) / Scalar(2)
    case .hyperbolicCosine: return (x.exponential() + (zero - x).exponential()) / Scalar(2)
    case .areaHyperbolicSine: return (x + (x * x + one).squareRoot()).logarithm()
    case .areaHyperbolicCosine: return (x + (x * x - one).squareRoot()).logarithm()
    case .areaHyperbolicTangent: return ((one + x) / (one - x)).logarithm() / Scalar(2)
    case .floor: return constant(x.value.rounded(.down))
    case .ceiling: return constant(x.value.rounded(.up))
    case .round: return constant(x.value.rounded(.toNearestOrEven))
    case .truncate: return constant(x.value.rounded(.towardZero))
    case .sign: return constant(x.value > 0 ? 1 : x.value < 0 ? -1 : 0)
    case .clip: return x.value < limits[0] ? numbers[0] : x.value > limits[1] ? numbers[1] : x
    case .atLeast: return x.value < limits[0] ? numbers[0] : x
    case .atMost: return x.value > limits[0] ? numbers[0] : x
    case .threshold: return x.value > limits[0] ? x : numbers[1]
    case .shrink: return x.value < -limits[0] ? x + numbers[1] : x.value > limits[0] ? x - numbers[1] : zero
    case .notANumber: return constant(x.value.isNaN ? 1 : 0)
    case .softplus: return numbers[0].value * x.value > limits[1] ? x : softplus(numbers[0] * x) / numbers[0]
    case .softsign: return x / (one + (x.value < 0 ? zero - x : x))
    case .hardSigmoid:
      let y = numbers[0] * x + numbers[1]
      return y.value <= 0 ? zero : y.value >= 1 ? one : y
    case .hardSwish:
      return x.value <= -3 ? zero : x.value >= 3 ? x : x * (x + Scalar(3)) / Scalar(6)
    case .mish: return x * tanh(softplus(x))
    case .geluTanh:
      let inner = x + Scalar(0.044715) * x * x * x
      return x * (one + tanh(Scalar((2 / Double.pi).squareRoot()) * inner)) / Scalar(2)
    case .swish: return x * sigmoid(numbers[0] * x)
    case .logSigmoid: return sigmoid(x).logarithm()
    case .selu:
      let (scale, alpha) = (Scalar(1.0507009873554805), Scalar(1.6732632423543772))
      return x.value > 0 ? scale * x : scale * alpha * (x.exponential() - one)
    case .celu: return x.value > 0 ? x : numbers[0] * ((x / numbers[0]).exponential() - one)
    }
  }
}
