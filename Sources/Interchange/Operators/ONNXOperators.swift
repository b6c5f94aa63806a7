import Formats
import Networks

/// ONNX's operators in terms of ours.
enum ONNXOperators {
  /// The results of a node.
  ///
  /// - Throws: `Refusal` for an operator or a use of it that is not supported.
  static func results(of node: ForeignGraph.Node, _ translation: Translation) throws(Refusal) -> [Traced] {
    let call = ONNXCall(node, translation)
    let domain = node.operation.split(separator: ".").dropLast().joined(separator: ".")
    guard domain.isEmpty || domain == "com.microsoft" else {
      throw Refusal("operators of the domain \(domain) are not supported")
    }
    // Before a table reads the whole of what only a part is taken of.
    if call.name == "Slice" { return try slice(call) }
    if call.name == "Identity",
      let same = try translation.part(of: call.argument(0), [], as: node.outputs.first)
    {
      return same
    }
    if let results = try ONNXConstants.results(of: call) { return results }
    if let results = try layers(call) { return results }
    if let results = try activations(call) { return results }
    if let results = try arithmetic(call) { return results }
    if let results = try views(call) { return results }
    if let results = try reductions(call) { return results }
    if let results = try constants(call) { return results }
    if let results = try normalizations(call) { return results }
    if let results = try sequences(call) { return results }
    switch call.name {
    case "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger",
      "QLinearConv",
      "QLinearMatMul":
      throw Refusal(
        "the network is quantized: its loss is a step function; give the network before quantization")
    case "If": return try branch(call)
    case "Loop", "Scan":
      throw Refusal("control flow is not supported; export with the newer exporter (dynamo=True)")
    case "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial":
      throw Refusal("it draws random numbers; export the network with the noise as an input")
    case "ArgMax", "ArgMin", "TopK", "NonZero", "Unique", "NonMaxSuppression", "ZipMap":
      throw Refusal("its result is no smooth function of the data; name an output before it")
    default: throw Refusal("the operator is not supported")
    }
  }

  // MARK: Layers

  private static func layers(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "Gemm":
      var (a, b) = (try call.tensor(0), try call.tensor(1))
      if try call.integer("transA") == 1, try t.rank(a) == 2 { a = try t.transpose(a, 0, 1) }
      guard try t.rank(a) == 2, try t.rank(b) == 2 else { throw Refusal("its factors are no matrices") }
      if try call.integer("transB") != 1 { b = try t.transpose(b, 0, 1) }
      let (alpha, beta) = (try call.number("alpha") ?? 1, try call.number("beta") ?? 1)
      let bias = try call.tensor(2)
      if alpha == 1, beta == 1, try t.rank(a) == 2, case .parameter(let view) = bias,
        view.extents == [try t.sizes(b)[0].constant]
      {
        return [try t.linear(a, b, bias)]
      }
      let product = try t.scaled(try t.linear(a, b), by: alpha)
      if case .absent = bias { return [product] }
      return [try t.binary(.add, product, try t.scaled(bias, by: beta))]
    case "MatMul": return [try t.matrixProduct(try call.tensor(0), try call.tensor(1))]
    case "FusedMatMul":
      var (a, b) = (try call.tensor(0), try call.tensor(1))
      if try call.integer("transA") == 1 { a = try t.transpose(a, -1, -2) }
      if try call.integer("transB") == 1 { b = try t.transpose(b, -1, -2) }
      return [try t.scaled(try t.matrixProduct(a, b), by: try call.number("alpha"))]
    case "Einsum":
      var operands: [Traced] = []
      for position in call.node.inputs.indices { operands.append(try call.tensor(position)) }
      return [try t.einsum(call.text("equation") ?? "", operands)]
    case "Conv", "ConvTranspose": return [try convolution(call)]
    case "MaxPool", "AveragePool": return [try pool(call), .absent]
    case "GlobalAveragePool", "GlobalMaxPool":
      let x = try call.tensor(0)
      let axes = Array(2..<max(try t.rank(x), 3))
      return [try t.reduce(call.name == "GlobalMaxPool" ? .maximum : .mean, x, axes: axes, keeps: true)]
    case "Resize", "Upsample": return [try resize(call)]
    case "LRN": return [try responseNormalization(call)]
    case "DepthToSpace":
      return [
        try t.depthToSpace(
          try call.tensor(0), try call.integer("blocksize") ?? 1, columnRowDepth: call.text("mode") == "CRD")
      ]
    case "SpaceToDepth":
      return [try t.pixelUnshuffle(try call.tensor(0), try call.integer("blocksize") ?? 1, depthLast: false)]
    case "Dropout":
      if try call.has(2), let training = t.constant(try call.tensor(2))?.scalar, training != 0,
        try call.number("ratio", orInput: 1) ?? 0.5 != 0
      {
        t.remarks.insert("exported in training mode: nothing is dropped here; export with model.eval()")
      }
      let ones =
        call.node.outputs.count > 1
        ? try t.filled(1, try t.sizes(try call.tensor(0)), kind: .boolean) : .absent
      return [try call.tensor(0), ones]
    default: return nil
    }
  }

  /// Amounts of padding before and after, from `auto_pad` where the file leaves them to the reader.
  private static func padding(
    _ call: ONNXCall, _ settings: inout Translation.WindowSettings, kernel: [Int], extents: [Int]
  ) throws(Refusal) {
    let axes = kernel.count
    if let pads = try call.integers("pads"), pads.count == 2 * axes {
      settings.before = Array(pads[..<axes])
      settings.after = Array(pads[axes...])
    }
    try checkSizes(settings, kernel: kernel)
    guard let mode = call.text("auto_pad"), mode.hasPrefix("SAME") else { return }
    for axis in 0..<axes {
      let window = settings.dilation[axis] * (kernel[axis] - 1) + 1
      let count = (extents[axis] + settings.stride[axis] - 1) / settings.stride[axis]
      let total = max(0, (count - 1) * settings.stride[axis] + window - extents[axis])
      settings.before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
      settings.after[axis] = total - settings.before[axis]
    }
  }

  /// Throws where settings are beyond what any network has.
  private static func checkSizes(_ settings: Translation.WindowSettings, kernel: [Int]) throws(Refusal) {
    let largest = 1 << 20
    guard [0, kernel.count].contains(settings.outputPadding.count),
      (settings.stride + settings.dilation + kernel).allSatisfy((1...largest).contains),
      (settings.before + settings.after + settings.outputPadding).allSatisfy((-largest...largest).contains)
    else { throw Refusal("its strides or amounts of padding are not supported") }
  }

  private static func convolution(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let (x, weight) = (try call.tensor(0), try call.tensor(1))
    let kernel = try t.sizes(weight).dropFirst(2).compactMap(\.fixed)
    let extents = try t.sizes(x).dropFirst(2).compactMap(\.fixed)
    let axes = kernel.count
    guard axes > 0, extents.count == axes else { throw Refusal("its input has no pixels") }
    var settings = Translation.WindowSettings(
      axes: axes, stride: try call.integers("strides"), padding: nil,
      dilation: try call.integers("dilations"),
      groups: try call.integer("group") ?? 1)
    let isTransposed = call.name == "ConvTranspose"
    if isTransposed {
      settings.outputPadding = try call.integers("output_padding") ?? Array(repeating: 0, count: axes)
      try transposedPadding(call, &settings, kernel: kernel, extents: extents)
    } else {
      try padding(call, &settings, kernel: kernel, extents: extents)
    }
    return try t.convolution(x, weight, try call.tensor(2), settings, transposed: isTransposed)
  }

  private static func transposedPadding(
    _ call: ONNXCall, _ settings: inout Translation.WindowSettings, kernel: [Int], extents: [Int]
  ) throws(Refusal) {
    let axes = kernel.count
    if let pads = try call.integers("pads"), pads.count == 2 * axes {
      settings.before = Array(pads[..<axes])
      settings.after = Array(pads[axes...])
    }
    try checkSizes(settings, kernel: kernel)
    let mode = call.text("auto_pad") ?? "NOTSET"
    var shape = try call.integers("output_shape")
    if shape == nil, mode.hasPrefix("SAME") { shape = zip(extents, settings.stride).map { $0 * $1 } }
    guard let shape, shape.count >= axes else { return }
    guard shape.allSatisfy((0...1 << 30).contains) else { throw Refusal("its result is too large") }
    for (axis, target) in shape.suffix(axes).enumerated() {
      let full =
        (extents[axis] - 1) * settings.stride[axis] + settings.dilation[axis] * (kernel[axis] - 1) + 1
      let total = full + settings.outputPadding[axis] - target
      settings.before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
      settings.after[axis] = total - settings.before[axis]
    }
  }

  private static func pool(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.tensor(0)
    guard let kernel = try call.integers("kernel_shape") else { throw Refusal("it has no kernel") }
    let extents = try t.sizes(x).dropFirst(2).compactMap(\.fixed)
    guard extents.count == kernel.count else { throw Refusal("its input has other axes than its kernel") }
    guard call.node.outputs.count < 2 || call.node.outputs[1].isEmpty || call.name == "AveragePool" else {
      throw Refusal("indices of maxima are no smooth function of the data")
    }
    var settings = Translation.WindowSettings(
      axes: kernel.count, stride: try call.integers("strides"), padding: nil,
      dilation: try call.integers("dilations"))
    try padding(call, &settings, kernel: kernel, extents: extents)
    return try t.pool(
      call.name == "MaxPool" ? .maximum : .average, x, kernel: kernel, settings,
      ceil: try call.integer("ceil_mode") == 1, countsPadding: try call.integer("count_include_pad") == 1)
  }

  // MARK: Activations

  private static func activations(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    let x = try call.tensor(0)
    switch call.name {
    case "Relu": return [try t.activation(.relu, x)]
    case "Sigmoid": return [try t.sigmoid(x)]
    case "Tanh": return [try t.tanh(x)]
    case "LeakyRelu": return [try t.leakyReLU(x, slope: try call.number("alpha") ?? 0.01)]
    case "Elu": return [try t.activation(.elu(scale: try call.number("alpha") ?? 1), x)]
    case "Selu":
      let (alpha, gamma) = (
        try call.number("alpha") ?? 1.67326319217681884765625,
        try call.number("gamma") ?? 1.05070102214813232421875
      )
      return [try t.scaled(try t.activation(.elu(scale: alpha), x), by: gamma)]
    case "Celu": return [try t.unary(.celu, x, try call.number("alpha") ?? 1)]
    case "PRelu":
      let slope = try call.tensor(1)
      guard call.opset >= 7, try t.rank(slope) == 1, try t.rank(x) > 2,
        try t.sizes(slope) != [SymbolicInteger(1)]
      else {
        return [try t.prelu(x, slope)]
      }
      // Slopes are aligned at the end, not with the channels.
      let negative = try t.binary(.multiply, try t.unary(.atMost, x, 0), slope)
      return [try t.binary(.add, try t.activation(.relu, x), negative)]
    case "Gelu":
      return [call.text("approximate") == "tanh" ? try t.unary(.geluTanh, x) : try t.activation(.gelu, x)]
    case "FastGelu", "QuickGelu", "BiasGelu":
      let sum = try call.has(1) ? try t.binary(.add, x, try call.tensor(1)) : x
      if call.name == "BiasGelu" { return [try t.activation(.gelu, sum)] }
      return [
        call.name == "FastGelu"
          ? try t.unary(.geluTanh, sum) : try t.unary(.swish, x, try call.number("alpha") ?? 1.702)
      ]
    case "Swish": return [try t.unary(.swish, x, try call.number("alpha") ?? 1)]
    case "HardSigmoid":
      return [try t.unary(.hardSigmoid, x, try call.number("alpha") ?? 0.2, try call.number("beta") ?? 0.5)]
    case "HardSwish": return [try t.unary(.hardSwish, x)]
    case "Mish": return [try t.unary(.mish, x)]
    case "Softplus": return [try t.unary(.softplus, x, 1, 1e6)]
    case "Softsign": return [try t.unary(.softsign, x)]
    case "ThresholdedRelu": return [try t.unary(.threshold, x, try call.number("alpha") ?? 1, 0)]
    case "Shrink":
      return [try t.unary(.shrink, x, try call.number("lambd") ?? 0.5, try call.number("bias") ?? 0)]
    case "Clip":
      var value = x
      if let low = try call.number("min", orInput: 1), low > -3.4e38 {
        value = try t.binary(.maximum, value, .constant(ConstantTensor(float: low)))
      }
      if let high = try call.number("max", orInput: 2), high < 3.4e38 {
        value = try t.binary(.minimum, value, .constant(ConstantTensor(float: high)))
      }
      return [value]
    case "Softmax", "LogSoftmax":
      let isLogarithm = call.name == "LogSoftmax"
      if call.opset >= 13 {
        return [try t.softmax(x, axis: try call.integer("axis") ?? -1, logarithm: isLogarithm)]
      }
      // Older versions make a matrix of the axes before and after.
      let sizes = try t.sizes(x)
      let axis = try t.axis(try call.integer("axis") ?? 1, rank: sizes.count)
      guard axis < sizes.count - 1 else { return [try t.softmax(x, axis: axis, logarithm: isLogarithm)] }
      let flat = try t.flatten(x, from: axis, to: -1)
      return [try t.reform(try t.softmax(flat, axis: axis, logarithm: isLogarithm), sizes)]
    case "Hardmax": throw Refusal("its result is no smooth function of the data")
    default: return nil
    }
  }

  // MARK: Arithmetic

  private static let functions: [String: Elementary.Function] = [
    "Exp": .exponential, "Log": .logarithm, "Sqrt": .squareRoot, "Reciprocal": .reciprocal, "Abs": .absolute,
    "Erf": .errorFunction, "Sin": .sine, "Cos": .cosine, "Tan": .tangent, "Asin": .arcSine,
    "Acos": .arcCosine,
    "Atan": .arcTangent, "Sinh": .hyperbolicSine, "Cosh": .hyperbolicCosine, "Asinh": .areaHyperbolicSine,
    "Acosh": .areaHyperbolicCosine, "Atanh": .areaHyperbolicTangent, "Floor": .floor, "Ceil": .ceiling,
    "Round": .round,
    "Sign": .sign, "IsNaN": .notANumber,
  ]

  private static func arithmetic(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    func both(_ operation: Translation.Binary) throws(Refusal) -> [Traced] {
      [try t.binary(operation, try aligned(call, 0), try aligned(call, 1))]
    }
    func all(_ operation: Translation.Binary) throws(Refusal) -> Traced {
      var result = try call.tensor(0)
      for position in call.node.inputs.indices.dropFirst() {
        result = try t.binary(operation, result, try call.tensor(position))
      }
      return result
    }
    switch call.name {
    case "Add": return try both(.add)
    case "Sub": return try both(.subtract)
    case "Mul": return try both(.multiply)
    case "Div":
      if let a = t.constant(try call.tensor(0)), let b = t.constant(try call.tensor(1)), a.kind != .float,
        b.kind != .float
      {
        return [try t.integerQuotient(.constant(a), .constant(b), truncates: true)]
      }
      return try both(.divide)
    case "Pow": return try both(.power)
    case "Mod":
      return [
        try t.remainder(try call.tensor(0), try call.tensor(1), truncates: try call.integer("fmod") == 1)
      ]
    case "Neg": return [try t.negated(try call.tensor(0))]
    case "Max": return [try all(.maximum)]
    case "Min": return [try all(.minimum)]
    case "Sum": return [try all(.add)]
    case "Mean": return [try t.scaled(try all(.add), by: 1 / Double(call.node.inputs.count))]
    case "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual":
      let relations: [String: Comparison.Function] = [
        "Equal": .equal, "Less": .less, "LessOrEqual": .lessOrEqual, "Greater": .greater,
        "GreaterOrEqual": .greaterOrEqual,
      ]
      guard let relation = relations[call.name] else { return nil }
      return [try t.compare(relation, try aligned(call, 0), try aligned(call, 1))]
    case "And", "Or", "Xor", "Not": return [try logic(call)]
    case "Where":
      let (condition, a, b) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
      if let value = t.unguarded(condition, a, b) { return [value] }
      if let mask = t.constant(condition), let fill = t.constant(b)?.scalar, fill < -1e9, t.constant(a) == nil
      {
        return [try t.maskedFill(a, mask: .constant(try mask.mapped(kind: .boolean) { $0 == 0 ? 1 : 0 }), b)]
      }
      if let mask = t.constant(condition), let fill = t.constant(a)?.scalar, fill < -1e9, t.constant(b) == nil
      {
        return [try t.maskedFill(b, mask: .constant(mask), a)]
      }
      return [try t.select(condition, a, b)]
    default:
      guard let function = functions[call.name] else { return nil }
      return [try t.unary(function, try call.tensor(0))]
    }
  }

  /// An operand with the extents of 1 that the oldest versions leave to an attribute.
  private static func aligned(_ call: ONNXCall, _ position: Int) throws(Refusal) -> Traced {
    let value = try call.tensor(position)
    guard position == 1, call.opset < 7, let axis = try call.integer("axis") else { return value }
    let t = call.translation
    let missing = try t.rank(try call.tensor(0)) - axis - (try t.rank(value))
    let rank = try t.rank(value)
    return missing > 0 ? try t.unsqueeze(value, Array(rank..<rank + missing)) : value
  }

  private static func logic(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let a = try call.tensor(0)
    switch call.name {
    case "Not": return try t.negation(a)
    case "And": return try t.logic(.and, a, try call.tensor(1))
    case "Or": return try t.logic(.or, a, try call.tensor(1))
    default: return try t.logic(.exclusiveOr, a, try call.tensor(1))
    }
  }
}
