import CVectorLoops

/// A function of each number of a vector of `Float`, with up to two numbers of its own.
///
/// Computed in `Double` and rounded once, except for what rounds at most once in `Float`: results are off by hardly more than that
/// rounding, and finite where the true value is. NaN stays NaN. All processors give the same bits, but for the functions of the
/// C library (powers, circular functions), which may differ in rounding.
package struct VectorFunction {
  private typealias Loop =
    @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Double, Double, Int) -> Void

  private let loop: Loop
  private let numbers: (Double, Double)

  private init(_ loop: Loop, _ first: Double = 0, _ second: Double = 0) {
    self.loop = loop
    numbers = (first, second)
  }

  /// `result ← f(x)`; the result may be the operand.
  package func apply(_ x: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, count: Int) {
    loop(result, x, numbers.0, numbers.1, count)
  }

  package static var square: Self { Self(fl_square) }
  package static var squareRoot: Self { Self(fl_square_root) }
  package static var reciprocalSquareRoot: Self { Self(fl_reciprocal_square_root) }
  package static var reciprocal: Self { Self(fl_reciprocal) }
  package static var exponential: Self { Self(fl_exponential) }
  package static var logarithm: Self { Self(fl_logarithm) }
  package static var absolute: Self { Self(fl_absolute) }
  package static var exponentialMinusOne: Self { Self(fl_exponential_minus_one) }
  package static var logarithmPlusOne: Self { Self(fl_logarithm_plus_one) }
  package static func power(_ exponent: Double) -> Self { Self(fl_power, exponent) }
  package static var errorFunction: Self { Self(fl_error_function) }

  package static var sine: Self { Self(fl_sine) }
  package static var cosine: Self { Self(fl_cosine) }
  package static var tangent: Self { Self(fl_tangent) }
  package static var arcSine: Self { Self(fl_arc_sine) }
  package static var arcCosine: Self { Self(fl_arc_cosine) }
  package static var arcTangent: Self { Self(fl_arc_tangent) }
  package static var hyperbolicSine: Self { Self(fl_hyperbolic_sine) }
  package static var hyperbolicCosine: Self { Self(fl_hyperbolic_cosine) }
  package static var areaHyperbolicSine: Self { Self(fl_area_hyperbolic_sine) }
  package static var areaHyperbolicCosine: Self { Self(fl_area_hyperbolic_cosine) }
  package static var areaHyperbolicTangent: Self { Self(fl_area_hyperbolic_tangent) }

  package static var floor: Self { Self(fl_floor) }
  package static var ceiling: Self { Self(fl_ceiling) }
  /// To the nearest integer, halves to the even one.
  package static var round: Self { Self(fl_round) }
  /// Towards 0.
  package static var truncate: Self { Self(fl_truncate) }
  package static var sign: Self { Self(fl_sign) }
  /// The nearest number from `low` to `high`.
  package static func clip(_ low: Double, _ high: Double) -> Self { Self(fl_clip, low, high) }
  package static func atLeast(_ low: Double) -> Self { Self(fl_at_least, low) }
  package static func atMost(_ high: Double) -> Self { Self(fl_at_most, high) }
  /// `x` where it is above a limit, else a value.
  package static func threshold(_ limit: Double, _ value: Double) -> Self { Self(fl_threshold, limit, value) }
  /// `x + bias` below `−limit`, `x − bias` above `limit`, else 0.
  package static func shrink(_ limit: Double, _ bias: Double) -> Self { Self(fl_shrink, limit, bias) }
  /// 1 for NaN, else 0.
  package static var notANumber: Self { Self(fl_not_a_number) }

  /// `log(1 + e^(βx))/β`, and `x` where `βx` is above the threshold.
  package static func softplus(_ beta: Double, _ threshold: Double) -> Self {
    Self(fl_softplus, beta, threshold)
  }
  /// `x/(1 + |x|)`.
  package static var softsign: Self { Self(fl_softsign) }
  /// `αx + β` between 0 and 1.
  package static func hardSigmoid(_ alpha: Double, _ beta: Double) -> Self {
    Self(fl_hard_sigmoid, alpha, beta)
  }
  /// `x` times `(x + 3)/6` between 0 and 1.
  package static var hardSwish: Self { Self(fl_hard_swish) }
  /// `x·tanh(log(1 + eˣ))`.
  package static var mish: Self { Self(fl_mish) }
  /// `x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2`.
  package static var geluTanh: Self { Self(fl_gelu_tanh) }
  /// `x/(1 + e^(−βx))`.
  package static func swish(_ beta: Double) -> Self { Self(fl_swish, beta) }
  /// `−log(1 + e⁻ˣ)`.
  package static var logSigmoid: Self { Self(fl_log_sigmoid) }
  /// `x` where positive, else `α(e^(x/α) − 1)`.
  package static func celu(_ alpha: Double) -> Self { Self(fl_celu, alpha) }
  /// `λx` where positive, else `λα(eˣ − 1)`, with fixed numbers (Klambauer and others 2017).
  package static var selu: Self { Self(fl_selu) }
}

extension VectorMath {
  /// `result ← max(x, y)`, NaN where one is.
  package static func maximum(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_maximum(result, x, y, count)
  }

  /// `result ← min(x, y)`, NaN where one is.
  package static func minimum(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    fl_minimum(result, x, y, count)
  }
}
