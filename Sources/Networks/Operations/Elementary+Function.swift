import Numerics
import Tensors

extension Elementary {
  /// What is computed of each number.
  ///
  /// At a kink or a jump the derivative is the one that a case names, else that of the side of
  /// smaller `x`, as PyTorch has it; functions of steps have the derivative 0 everywhere.
  package enum Function: String, CaseIterable, Codable, Hashable, Sendable {
    case square
    case squareRoot = "square-root"
    /// `1/√x`.
    case reciprocalSquareRoot = "reciprocal-square-root"
    case reciprocal
    case exponential
    case logarithm
    /// `|x|`, with derivative 0 at 0.
    case absolute

    /// `eˣ − 1`, exact near 0.
    case exponentialMinusOne = "exponential-minus-one"
    /// `log(1 + x)`, exact near 0.
    case logarithmPlusOne = "logarithm-plus-one"
    /// `xᵖ`. Numbers: `p`.
    case power
    case errorFunction = "error-function"
    case sine
    case cosine
    case tangent
    case arcSine = "arc-sine"
    case arcCosine = "arc-cosine"
    case arcTangent = "arc-tangent"
    case hyperbolicSine = "hyperbolic-sine"
    case hyperbolicCosine = "hyperbolic-cosine"
    case areaHyperbolicSine = "area-hyperbolic-sine"
    case areaHyperbolicCosine = "area-hyperbolic-cosine"
    case areaHyperbolicTangent = "area-hyperbolic-tangent"

    case floor
    case ceiling
    /// The nearest integer, of two the even one.
    case round
    /// The integer part.
    case truncate
    case sign
    /// The nearest number from `low` to `high`, with derivative 1 at both. Numbers: `low`, `high`.
    case clip
    /// The larger of `x` and `low`, with derivative 1 there. Numbers: `low`.
    case atLeast = "at-least"
    /// The smaller of `x` and `high`, with derivative 1 there. Numbers: `high`.
    case atMost = "at-most"
    /// `x` where it is above `t`, else `v`. Numbers: `t`, `v`.
    case threshold
    /// `x + b` below `−λ`, `x − b` above `λ`, else 0: the soft one with `b = λ`, the hard one with `b = 0`. Numbers: `λ`, `b`.
    case shrink
    /// 1 for NaN, else 0.
    case notANumber = "not-a-number"

    /// `log(1 + e^(βx))/β`, and `x` where `βx` is above `t`. Numbers: `β`, `t`, usually 1 and 20.
    case softplus
    /// `x/(1 + |x|)`.
    case softsign
    /// `αx + β` between 0 and 1, with derivative 0 at both ends. Numbers: `α`, `β`.
    case hardSigmoid = "hard-sigmoid"
    /// `x` times `(x + 3)/6` between 0 and 1, with derivatives 0 at −3 and 1 at 3. Howard et al. 2019, arXiv:1905.02244, §5.2.
    case hardSwish = "hard-swish"
    /// `x tanh(log(1 + eˣ))`. Misra 2019, arXiv:1908.08681.
    case mish
    /// `x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2`. Hendrycks & Gimpel 2016, arXiv:1606.08415, §2.
    case geluTanh = "gelu-tanh"
    /// `x/(1 + e^(−βx))`. Numbers: `β`; 1.702 is the quick GELU of Hendrycks & Gimpel.
    case swish
    /// `−log(1 + e⁻ˣ)`.
    case logSigmoid = "log-sigmoid"
    /// `λx` where positive, else `λα(eˣ − 1)`, with fixed numbers. Klambauer et al. 2017, arXiv:1706.02515.
    case selu
    /// `x` where positive, else `α(e^(x/α) − 1)`. Barron 2017, arXiv:1704.07483. Numbers: `α`.
    case celu
  }
}

extension Elementary.Function {
  /// How many numbers of its own the function has.
  package var numberCount: Int {
    switch self {
    case .power, .atLeast, .atMost, .swish, .celu: 1
    case .clip, .threshold, .shrink, .softplus, .hardSigmoid: 2
    default: 0
    }
  }

  /// Whether these can be the function's numbers.
  func accepts(_ numbers: [Double]) -> Bool {
    guard numbers.count == numberCount, numbers.allSatisfy(\.isFinite) else { return false }
    return switch self {
    case .clip: numbers[0] <= numbers[1]
    case .shrink: numbers[0] >= 0
    case .softplus, .celu: numbers[0] != 0
    default: true
    }
  }

  /// The loop over vectors, with numbers that the function accepts.
  package func loop(_ numbers: [Double]) -> VectorFunction {
    let (a, b) = (numbers.first ?? 0, numbers.last ?? 0)
    return switch self {
    case .square: .square
    case .squareRoot: .squareRoot
    case .reciprocalSquareRoot: .reciprocalSquareRoot
    case .reciprocal: .reciprocal
    case .exponential: .exponential
    case .logarithm: .logarithm
    case .absolute: .absolute
    case .exponentialMinusOne: .exponentialMinusOne
    case .logarithmPlusOne: .logarithmPlusOne
    case .power: .power(a)
    case .errorFunction: .errorFunction
    case .sine: .sine
    case .cosine: .cosine
    case .tangent: .tangent
    case .arcSine: .arcSine
    case .arcCosine: .arcCosine
    case .arcTangent: .arcTangent
    case .hyperbolicSine: .hyperbolicSine
    case .hyperbolicCosine: .hyperbolicCosine
    case .areaHyperbolicSine: .areaHyperbolicSine
    case .areaHyperbolicCosine: .areaHyperbolicCosine
    case .areaHyperbolicTangent: .areaHyperbolicTangent
    case .floor: .floor
    case .ceiling: .ceiling
    case .round: .round
    case .truncate: .truncate
    case .sign: .sign
    case .clip: .clip(a, b)
    case .atLeast: .atLeast(a)
    case .atMost: .atMost(a)
    case .threshold: .threshold(a, b)
    case .shrink: .shrink(a, b)
    case .notANumber: .notANumber
    case .softplus: .softplus(a, b)
    case .softsign: .softsign
    case .hardSigmoid: .hardSigmoid(a, b)
    case .hardSwish: .hardSwish
    case .mish: .mish
    case .geluTanh: .geluTanh
    case .swish: .swish(a)
    case .logSigmoid: .logSigmoid
    case .selu: .selu
    case .celu: .celu(a)
    }
  }
}

extension Elementary {
  /// What inference lets the kernel before it apply, if there is such a function: one that leaves 0 where it is, since groups of
  /// channels may be filled up with zeros.
  var fusedFunction: ElementwiseFunction? {
    switch function {
    case .clip where numbers[0] <= 0 && numbers[1] >= 0:
      .clip(low: Float(numbers[0]), high: Float(numbers[1]))
    case .hardSwish: .hardSwish
    case .swish: .swish(slope: Float(numbers[0]))
    case .geluTanh: .geluTanh
    case .mish: .mish
    default: nil
    }
  }
}
