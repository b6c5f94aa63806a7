import Formats
import Networks

extension ONNXExport {
  /// Writes an operation on numbers; nil for other operations.
  func function(_ operation: any OperationKind) -> String? {
    switch operation {
    case let layer as ElementwiseActivation: return activation(layer.function)
    case let layer as Elementary: return elementary(layer.function, layer.numbers)
    case let layer as Affine: return affine(value(inputs[0]), scale: layer.scale, shift: layer.shift)
    case let layer as DropoutLayer: return affine(value(inputs[0]), scale: layer.dropout.inferenceFactor)
    case is Addition: return addition()
    case let layer as Arithmetic: return add(layer.function.nameInONNX, inputs.map { value($0) })
    case let layer as Comparison: return comparison(layer.function)
    case is Selection: return add("Where", [condition(inputs[0]), value(inputs[1]), value(inputs[2])])
    case is MatrixProduct: return add("MatMul", inputs.map { value($0) })
    case let layer as Reduction:
      return add(layer.function.nameInONNX, [value(inputs[0]), integers(layer.axes)])
    default: return nil
    }
  }

  /// One of two vectors may be an image of one pixel.
  private func addition() -> String {
    let second =
      shape(0).rank == shape(1).rank
      ? value(inputs[1]) : shape(0).rank == 2 ? vector(inputs[1]) : image(inputs[1])
    return add("Add", [value(inputs[0]), second])
  }

  private func comparison(_ function: Comparison.Function) -> String {
    let operands = inputs.map { value($0) }
    let condition: String
    switch function {
    case .less: condition = add("Less", operands, part: "condition")
    case .lessOrEqual: condition = add("LessOrEqual", operands, part: "condition")
    case .greater: condition = add("Greater", operands, part: "condition")
    case .greaterOrEqual: condition = add("GreaterOrEqual", operands, part: "condition")
    case .equal: condition = add("Equal", operands, part: "condition")
    case .notEqual: condition = add("Not", [add("Equal", operands, part: "equality")], part: "condition")
    }
    set(current, .condition, condition)
    return add("Cast", [condition], ["to": .integer(1)])
  }

  private func activation(_ function: Activation) -> String {
    let source = value(inputs[0])
    switch function {
    case .relu: return add("Relu", [source])
    case .leakyReLU(let slope): return add("LeakyRelu", [source], ["alpha": .number(slope)])
    case .prelu:
      // One slope per channel, along the axis after the samples'.
      let slopes = weights()[0]
      return add(
        "PRelu",
        [source, shape(0).isImage ? add("Unsqueeze", [slopes, integers([1, 2])], part: "slopes") : slopes])
    case .elu(let scale): return add("Elu", [source], ["alpha": .number(scale)])
    case .gelu: return add("Gelu", [source])
    case .silu: return add("Mul", [source, add("Sigmoid", [source], part: "sigmoid")])
    case .tanh: return add("Tanh", [source])
    case .sigmoid: return add("Sigmoid", [source])
    }
  }

  private func elementary(_ function: Elementary.Function, _ numbers: [Double]) -> String {
    let x = value(inputs[0])
    if let type = function.nameInONNX { return add(type, [x]) }
    func number(_ value: Double) -> String { constant([Float(value)], part: "number") }
    func part(_ type: String, _ inputs: String...) -> String { add(type, inputs, part: type.lowercased()) }
    let (a, b) = (numbers.first ?? 0, numbers.last ?? 0)
    switch function {
    case .square: return add("Mul", [x, x])
    case .reciprocalSquareRoot: return add("Reciprocal", [part("Sqrt", x)])
    case .exponentialMinusOne:
      // 2 sinh(x/2) e^(x/2), which is exact near 0.
      let half = part("Mul", x, number(0.5))
      return add("Mul", [part("Mul", part("Sinh", half), number(2)), part("Exp", half)])
    case .logarithmPlusOne:
      // 2 artanh(x/(2 + x)) near 0.
      let near = part("Mul", part("Atanh", part("Div", x, part("Add", x, number(2)))), number(2))
      let far = part("Log", part("Add", x, number(1)))
      return add("Where", [part("Less", part("Abs", x), number(0.5)), near, far])
    case .power: return add("Pow", [x, number(a)])
    case .truncate: return add("Mul", [part("Sign", x), part("Floor", part("Abs", x))])
    case .clip: return add("Clip", [x, number(a), number(b)])
    case .atLeast: return add("Clip", [x, number(a)])
    case .atMost: return add("Clip", [x, "", number(a)])
    case .threshold: return add("Where", [part("Greater", x, number(a)), x, number(b)])
    case .shrink: return add("Shrink", [x], ["lambd": .number(a), "bias": .number(b)])
    case .notANumber: return add("Cast", [part("IsNaN", x)], ["to": .integer(1)])
    case .softplus:
      let scaled = affine(x, scale: Float(a), part: "scaled")
      let curve = affine(part("Softplus", scaled), scale: Float(1 / a), part: "curve")
      return add("Where", [part("Greater", scaled, number(b)), x, curve])
    case .hardSigmoid: return add("HardSigmoid", [x], ["alpha": .number(a), "beta": .number(b)])
    case .geluTanh: return add("Gelu", [x], ["approximate": .text("tanh")])
    case .swish: return add("Mul", [x, part("Sigmoid", affine(x, scale: Float(a), part: "scaled"))])
    case .logSigmoid: return add("Neg", [part("Softplus", part("Neg", x))])
    case .celu: return add("Celu", [x], ["alpha": .number(a)])
    default: preconditionFailure("\(function) has a name in ONNX")
    }
  }
}

extension Arithmetic.Function {
  fileprivate var nameInONNX: String {
    switch self {
    case .add: "Add"
    case .subtract: "Sub"
    case .multiply: "Mul"
    case .divide: "Div"
    case .maximum: "Max"
    case .minimum: "Min"
    case .power: "Pow"
    }
  }
}

extension Reduction.Function {
  fileprivate var nameInONNX: String {
    switch self {
    case .sum: "ReduceSum"
    case .mean: "ReduceMean"
    case .maximum: "ReduceMax"
    case .minimum: "ReduceMin"
    case .product: "ReduceProd"
    }
  }
}

extension Elementary.Function {
  /// The operation that computes it without numbers of its own; nil where it takes several, or has numbers.
  fileprivate var nameInONNX: String? {
    switch self {
    case .squareRoot: "Sqrt"
    case .reciprocal: "Reciprocal"
    case .exponential: "Exp"
    case .logarithm: "Log"
    case .absolute: "Abs"
    case .errorFunction: "Erf"
    case .sine: "Sin"
    case .cosine: "Cos"
    case .tangent: "Tan"
    case .arcSine: "Asin"
    case .arcCosine: "Acos"
    case .arcTangent: "Atan"
    case .hyperbolicSine: "Sinh"
    case .hyperbolicCosine: "Cosh"
    case .areaHyperbolicSine: "Asinh"
    case .areaHyperbolicCosine: "Acosh"
    case .areaHyperbolicTangent: "Atanh"
    case .floor: "Floor"
    case .ceiling: "Ceil"
    case .round: "Round"
    case .sign: "Sign"
    case .softsign: "Softsign"
    case .hardSwish: "HardSwish"
    case .mish: "Mish"
    case .selu: "Selu"
    default: nil
    }
  }
}
