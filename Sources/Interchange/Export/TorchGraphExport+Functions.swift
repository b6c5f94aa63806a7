import Formats
import Networks

extension TorchGraphExport {
  /// Writes an operation on numbers; nil for other operations.
  func function(_ operation: any OperationKind) -> String? {
    switch operation {
    case let layer as ElementwiseActivation: return activation(layer.function)
    case let layer as Elementary: return elementary(layer.function, layer.numbers)
    case let layer as Affine: return affine(value(inputs[0]), scale: layer.scale, shift: layer.shift)
    case let layer as DropoutLayer: return affine(value(inputs[0]), scale: layer.dropout.inferenceFactor)
    case is Addition: return addition()
    case let layer as Arithmetic: return arithmetic(layer.function)
    case let layer as Comparison:
      let condition = add(
        layer.function.nameInPyTorch,
        [("self", .tensor(value(inputs[0]))), ("other", .tensor(value(inputs[1])))],
        type: Self.bool, part: "condition")
      set(current, .condition, condition)
      return number(of: condition)
    case is Selection:
      return add(
        "where.self",
        [
          ("condition", .tensor(condition(inputs[0]))), ("self", .tensor(value(inputs[1]))),
          ("other", .tensor(value(inputs[2]))),
        ])
    case is MatrixProduct: return binary("matmul.default", value(inputs[0]), value(inputs[1]))
    case let layer as Reduction: return reduction(layer)
    default: return nil
    }
  }

  /// One of two vectors may be an image of one pixel.
  private func addition() -> String {
    let second =
      shape(0).rank == shape(1).rank
      ? value(inputs[1]) : shape(0).rank == 2 ? vector(inputs[1]) : image(inputs[1])
    return binary("add.Tensor", value(inputs[0]), second)
  }

  private func arithmetic(_ function: Arithmetic.Function) -> String {
    let (a, b) = (value(inputs[0]), value(inputs[1]))
    switch function {
    case .add: return binary("add.Tensor", a, b)
    case .subtract: return binary("sub.Tensor", a, b)
    case .multiply: return binary("mul.Tensor", a, b)
    case .divide: return binary("div.Tensor", a, b)
    case .maximum: return binary("maximum.default", a, b)
    case .minimum: return binary("minimum.default", a, b)
    case .power: return add("pow.Tensor_Tensor", [("self", .tensor(a)), ("exponent", .tensor(b))])
    }
  }

  private func reduction(_ layer: Reduction) -> String {
    let source = value(inputs[0])
    func along(_ target: String) -> String {
      unary(target, source, ("dim", .integers(layer.axes)), ("keepdim", .flag(true)))
    }
    switch layer.function {
    case .sum: return along("sum.dim_IntList")
    case .mean: return along("mean.dim")
    case .maximum: return along("amax.default")
    case .minimum: return along("amin.default")
    case .product:
      // One axis at a time.
      var (result, shape) = (source, shape(0))
      for axis in layer.axes {
        shape = shape.with(shape.extents.enumerated().map { $0 == axis ? 1 : $1 })
        result = unary(
          "prod.dim_int", result, ("dim", .integer(axis)), ("keepdim", .flag(true)), shape: shape,
          part: axis == layer.axes.last ? nil : "product")
      }
      return result
    }
  }

  private func activation(_ function: Activation) -> String {
    let source = value(inputs[0])
    switch function {
    case .relu: return unary("relu.default", source)
    case .leakyReLU(let slope): return unary("leaky_relu.default", source, ("negative_slope", .number(slope)))
    case .prelu: return unary("prelu.default", source, ("weight", .tensor(weights()[0])))
    case .elu(let scale): return unary("elu.default", source, ("alpha", .number(scale)))
    case .gelu: return unary("gelu.default", source)
    case .silu: return unary("silu.default", source)
    case .tanh: return unary("tanh.default", source)
    case .sigmoid: return unary("sigmoid.default", source)
    }
  }

  private func elementary(_ function: Elementary.Function, _ numbers: [Double]) -> String {
    let x = value(inputs[0])
    let (a, b) = (numbers.first ?? 0, numbers.last ?? 0)
    func condition(_ target: String, _ limit: Double) -> Argument {
      .tensor(
        add(target, [("self", .tensor(x)), ("other", .number(limit))], type: Self.bool, part: "condition"))
    }
    switch function {
    case .power: return unary("pow.Tensor_Scalar", x, ("exponent", .number(a)))
    case .clip: return unary("clamp.default", x, ("min", .number(a)), ("max", .number(b)))
    case .atLeast: return unary("clamp_min.default", x, ("min", .number(a)))
    case .atMost: return unary("clamp_max.default", x, ("max", .number(a)))
    case .threshold: return unary("threshold.default", x, ("threshold", .number(a)), ("value", .number(b)))
    case .shrink:
      let upper = add(
        "where.ScalarOther",
        [
          ("condition", condition("gt.Scalar", a)),
          ("self", .tensor(affine(x, scale: 1, shift: Float(-b), part: "lower"))),
          ("other", .number(0)),
        ], part: "above")
      let raised = affine(x, scale: 1, shift: Float(b), part: "higher")
      return add(
        "where.self",
        [("condition", condition("lt.Scalar", -a)), ("self", .tensor(raised)), ("other", .tensor(upper))])
    case .notANumber:
      return number(of: add("isnan.default", [("self", .tensor(x))], type: Self.bool, part: "condition"))
    case .softplus: return unary("softplus.default", x, ("beta", .number(a)), ("threshold", .number(b)))
    case .softsign:
      let size = affine(unary("abs.default", x, part: "size"), scale: 1, shift: 1, part: "shifted")
      return binary("div.Tensor", x, size)
    case .hardSigmoid:
      let line = affine(x, scale: Float(a), shift: Float(b), part: "line")
      return unary("clamp.default", line, ("min", .number(0)), ("max", .number(1)))
    case .geluTanh:
      return add("gelu.default", [("self", .tensor(x))], options: [("approximate", .text("tanh"))])
    case .swish:
      let gate = unary("sigmoid.default", affine(x, scale: Float(a), part: "scaled"), part: "gate")
      return binary("mul.Tensor", x, gate)
    case .celu: return unary("celu.default", x, ("alpha", .number(a)))
    default: return unary(function.nameInPyTorch, x)
    }
  }
}

extension Comparison.Function {
  fileprivate var nameInPyTorch: String {
    switch self {
    case .less: "lt.Tensor"
    case .lessOrEqual: "le.Tensor"
    case .greater: "gt.Tensor"
    case .greaterOrEqual: "ge.Tensor"
    case .equal: "eq.Tensor"
    case .notEqual: "ne.Tensor"
    }
  }
}

extension Elementary.Function {
  /// The operator of a function without numbers of its own.
  fileprivate var nameInPyTorch: String {
    switch self {
    case .square: "square.default"
    case .squareRoot: "sqrt.default"
    case .reciprocalSquareRoot: "rsqrt.default"
    case .reciprocal: "reciprocal.default"
    case .exponential: "exp.default"
    case .logarithm: "log.default"
    case .absolute: "abs.default"
    case .exponentialMinusOne: "expm1.default"
    case .logarithmPlusOne: "log1p.default"
    case .errorFunction: "erf.default"
    case .sine: "sin.default"
    case .cosine: "cos.default"
    case .tangent: "tan.default"
    case .arcSine: "asin.default"
    case .arcCosine: "acos.default"
    case .arcTangent: "atan.default"
    case .hyperbolicSine: "sinh.default"
    case .hyperbolicCosine: "cosh.default"
    case .areaHyperbolicSine: "asinh.default"
    case .areaHyperbolicCosine: "acosh.default"
    case .areaHyperbolicTangent: "atanh.default"
    case .floor: "floor.default"
    case .ceiling: "ceil.default"
    case .round: "round.default"
    case .truncate: "trunc.default"
    case .sign: "sign.default"
    case .hardSwish: "hardswish.default"
    case .mish: "mish.default"
    case .logSigmoid: "log_sigmoid.default"
    case .selu: "selu.default"
    default: preconditionFailure("\(self) has numbers or is no operator of its own")
    }
  }
}
