import Formats
import Glibc
import Networks

/// PyTorch's operators in terms of ours.
enum TorchOperators {
  /// The results of a call.
  ///
  /// - Throws: `Refusal` for an operator or a use of it that is not supported.
  static func results(of node: ForeignGraph.Node, _ translation: Translation) throws(Refusal) -> [Traced] {
    let call = TorchCall(node, translation)
    guard let results = try group(call) else { throw Refusal("the operator is not supported") }
    if call.isInPlace, case .value(let name)? = node.inputs.first, let result = results.first {
      try translation.replace(name, by: result)
    }
    return results
  }

  /// The results, from the first group of operators that has this one.
  private static func group(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    if let results = try layers(call) { return results }
    if let results = try activations(call) { return results }
    if let results = try arithmetic(call) { return results }
    if let results = try views(call) { return results }
    if let results = try reductions(call) { return results }
    if let results = try creation(call) { return results }
    if let results = try comparisons(call) { return results }
    if let results = try normalizations(call) { return results }
    if let results = try sequences(call) { return results }
    return nil
  }

  /// Whether an operator's result shares the numbers of its first argument.
  static func isView(_ operation: String) -> Bool {
    let views: Set<Substring> = [
      "view", "reshape", "slice", "select", "alias", "transpose", "permute", "unsqueeze", "squeeze", "expand",
      "narrow", "t",
      "detach", "_unsafe_view", "unflatten", "flatten",
    ]
    let parts = operation.split(separator: ".")
    return parts.count > 1 && parts[0] == "aten" && views.contains(parts[1])
  }

  /// Whether an operator is one that programs build constants with, step by step.
  static func changesConstants(_ operation: String) -> Bool {
    ["aten.fill_", "aten.copy_", "aten.masked_fill_", "aten.zero_", "aten.add_", "aten.mul_"].contains {
      operation.hasPrefix($0)
    }
  }

  // MARK: Layers

  private static func layers(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "linear":
      return [try t.linear(try call.input(), try call.tensor(1), try call.tensor("bias"))]
    case "addmm":
      let (x, weight) = (try call.tensor(1), try call.tensor(2))
      if try call.number("alpha") ?? 1 == 1, try call.number("beta") ?? 1 == 1, t.isData(x),
        !t.isData(weight),
        try t.rank(try call.input()) == 1
      {
        return [try t.linear(x, try t.transpose(weight, 0, 1), try call.input())]
      }
      let product = try t.matrixProduct(x, weight)
      let scaled = try t.scaled(product, by: try call.number("alpha"))
      return [try t.binary(.add, scaled, try t.scaled(try call.input(), by: try call.number("beta")))]
    case "baddbmm":
      let product = try t.scaled(
        try t.matrixProduct(try call.tensor(1), try call.tensor(2)), by: try call.number("alpha"))
      return [try t.binary(.add, product, try t.scaled(try call.input(), by: try call.number("beta")))]
    case "matmul", "mm", "bmm", "mv", "dot":
      return [try t.matrixProduct(try call.input(), try call.tensor(1))]
    case "einsum":
      guard case .text(let equation)? = call.node.inputs.first else { throw Refusal("it has no equation") }
      return [try t.einsum(equation, try call.list(1))]
    case "conv1d", "conv2d", "conv3d": return [try convolution(call)]
    case "convolution":
      return [try convolution(call, transposed: try call.flag("transposed") ?? false)]
    case "conv_transpose1d", "conv_transpose2d": return [try convolution(call, transposed: true)]
    case "max_pool1d", "max_pool2d", "max_pool2d_with_indices", "max_pool3d", "avg_pool1d", "avg_pool2d",
      "avg_pool3d":
      return [try pool(call)]
    case "adaptive_avg_pool1d", "adaptive_avg_pool2d":
      return [try t.adaptiveAveragePool(try call.input(), to: try call.integers("output_size") ?? [1])]
    case "adaptive_max_pool1d", "adaptive_max_pool2d":
      return [
        try t.adaptiveMaximumPool(try call.input(), to: try call.integers("output_size") ?? [1]), .absent,
      ]
    case "embedding": return [try t.embedding(try call.input(), try call.tensor(1))]
    case "dropout", "feature_dropout", "alpha_dropout", "native_dropout":
      return [try call.input(), .absent]
    case "upsample_nearest1d", "upsample_nearest2d", "_upsample_nearest_exact2d", "upsample_bilinear2d",
      "upsample_linear1d",
      "upsample_bicubic2d", "_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa":
      return [try resize(call)]
    case "pixel_shuffle":
      return [
        try t.depthToSpace(try call.input(), try call.integer("upscale_factor") ?? 1, columnRowDepth: true)
      ]
    case "pixel_unshuffle":
      return [try t.pixelUnshuffle(try call.input(), try call.integer("downscale_factor") ?? 1)]
    case "channel_shuffle":
      let x = try call.input()
      let (sizes, groups) = (try t.sizes(x), try call.integer("groups") ?? 1)
      guard let channels = sizes[1].fixed else { throw Refusal("its channels have no number") }
      let width = channels / max(groups, 1)
      return [
        try t.take(x, axis: 1, indices: (0..<channels).map { $0 % groups * width + $0 / groups })
      ]
    default: return nil
    }
  }

  private static func convolution(_ call: TorchCall, transposed: Bool = false) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    // A single sample without an axis of its own is refused by the rank.
    let axes = try t.rank(try call.tensor(1)) - 2
    let kernel = try t.sizes(try call.tensor(1)).suffix(axes).compactMap(\.fixed)
    let dilation = try call.integers("dilation")
    var settings = Translation.WindowSettings(
      axes: axes, stride: try call.integers("stride"), padding: nil, dilation: dilation,
      groups: try call.integer("groups") ?? 1)
    if let mode = call.text("padding") {
      guard mode == "same" else {
        return try t.convolution(x, try call.tensor(1), try call.tensor("bias"), settings)
      }
      for axis in 0..<axes {
        let total = settings.dilation[axis] * (kernel[axis] - 1)
        settings.before[axis] = total / 2
        settings.after[axis] = total - total / 2
      }
    } else {
      settings = Translation.WindowSettings(
        axes: axes, stride: try call.integers("stride"), padding: try call.integers("padding"),
        dilation: dilation,
        groups: try call.integer("groups") ?? 1)
    }
    if transposed {
      let padding = try call.integers("output_padding") ?? []
      settings.outputPadding =
        padding.count == axes ? padding : Array(repeating: padding.first ?? 0, count: axes)
    }
    return try t.convolution(x, try call.tensor(1), try call.tensor("bias"), settings, transposed: transposed)
  }

  private static func pool(_ call: TorchCall) throws(Refusal) -> Traced {
    let axes = call.name.contains("1d") ? 1 : call.name.contains("3d") ? 3 : 2
    guard let given = try call.integers("kernel_size"), let first = given.first else {
      throw Refusal("it has no kernel")
    }
    let kernel = given.count == axes ? given : Array(repeating: first, count: axes)
    let stride = try call.integers("stride") ?? []
    let settings = Translation.WindowSettings(
      axes: axes, stride: stride.isEmpty ? kernel : stride, padding: try call.integers("padding"),
      dilation: try call.integers("dilation"))
    guard try call.integer("divisor_override") == nil else {
      throw Refusal("a divisor of its own is not supported")
    }
    let isMaximum = call.name.hasPrefix("max")
    let countsPadding = try call.flag("count_include_pad") ?? true
    return try call.translation.pool(
      isMaximum ? .maximum : .average, try call.input(), kernel: kernel, settings,
      ceil: try call.flag("ceil_mode") ?? false, countsPadding: !isMaximum && countsPadding)
  }

  private static func resize(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    let spatial = try t.sizes(x).dropFirst(2).compactMap(\.fixed)
    let scales = try t.value(call["scale_factors"])
    var target = try call.integers("output_size")
    var factors: [Double]?
    if case .list(let list) = scales {
      let numbers = list.compactMap { t.constant($0)?.scalar }
      if numbers.count == spatial.count {
        factors = numbers
        target = target ?? zip(spatial, numbers).map { Int((Double($0) * $1).rounded(.down)) }
      }
    }
    guard let target, target.count == spatial.count else { throw Refusal("its result has no size") }
    let mode: Resize.Mode =
      call.name.contains("nearest") ? .nearest : call.name.contains("bicubic") ? .cubic : .linear
    let alignsCorners = try call.flag("align_corners") ?? false
    let isExact = call.name.contains("exact")
    let coordinates: Resize.Coordinates =
      alignsCorners ? .alignCorners : mode == .nearest && !isExact ? .asymmetric : .halfPixel
    let isSmooth = call.name.hasSuffix("_aa")
    return try t.resize(x, to: target, scales: factors) { size, scales in
      Resize(
        size: size, mode: mode, coordinates: coordinates, rounding: isExact ? .roundPreferCeil : .floor,
        cubicCoefficient: isSmooth ? -0.5 : -0.75, antialias: isSmooth, excludesOutside: isSmooth,
        scales: scales)
    }
  }

  // MARK: Activations

  private static func activations(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "relu": return [try t.activation(.relu, try call.input())]
    case "gelu":
      let isTanh = call.text("approximate") == "tanh"
      let x = try call.input()
      return [isTanh ? try t.unary(.geluTanh, x) : try t.activation(.gelu, x)]
    case "silu": return [try t.activation(.silu, try call.input())]
    case "sigmoid": return [try t.sigmoid(try call.input())]
    case "tanh": return [try t.tanh(try call.input())]
    case "leaky_relu":
      let slope = try call.number("negative_slope") ?? 0.01
      return [try t.leakyReLU(try call.input(), slope: slope)]
    case "hardshrink": return [try t.unary(.shrink, try call.input(), try call.number("lambd") ?? 0.5, 0)]
    case "softshrink":
      let edge = try call.number("lambd") ?? 0.5
      return [try t.unary(.shrink, try call.input(), edge, edge)]
    case "threshold":
      return [
        try t.unary(
          .threshold, try call.input(), try call.number("threshold") ?? 0, try call.number("value") ?? 0)
      ]
    case "elu":
      let (alpha, scale, inner) = (
        try call.number("alpha") ?? 1, try call.number("scale") ?? 1, try call.number("input_scale") ?? 1
      )
      guard scale == 1, inner == 1 else { throw Refusal("ELU with a scale is not supported") }
      return [try t.activation(.elu(scale: alpha), try call.input())]
    case "selu": return [try t.unary(.selu, try call.input())]
    case "celu": return [try t.unary(.celu, try call.input(), try call.number("alpha") ?? 1)]
    case "relu6": return [try t.unary(.clip, try call.input(), 0, 6)]
    case "hardtanh":
      return [
        try t.unary(
          .clip, try call.input(), try call.number("min_val") ?? -1, try call.number("max_val") ?? 1)
      ]
    case "clamp", "clip", "clamp_min", "clamp_max":
      return [try clamp(call)]
    case "hardswish": return [try t.unary(.hardSwish, try call.input())]
    case "hardsigmoid": return [try t.unary(.hardSigmoid, try call.input(), 1.0 / 6, 0.5)]
    case "mish": return [try t.unary(.mish, try call.input())]
    case "softplus":
      return [
        try t.unary(
          .softplus, try call.input(), try call.number("beta") ?? 1, try call.number("threshold") ?? 20)
      ]
    case "softsign": return [try t.unary(.softsign, try call.input())]
    case "log_sigmoid": return [try t.unary(.logSigmoid, try call.input())]
    case "prelu": return [try t.prelu(try call.input(), try call.tensor(1))]
    case "softmax", "_softmax": return [try t.softmax(try call.input(), axis: try call.integer("dim") ?? -1)]
    case "log_softmax", "_log_softmax":
      return [try t.softmax(try call.input(), axis: try call.integer("dim") ?? -1, logarithm: true)]
    case "glu":
      let x = try call.input()
      let axis = try t.axis(try call.integer("dim") ?? -1, rank: try t.rank(x))
      guard let extent = try t.sizes(x)[axis].fixed, extent % 2 == 0 else {
        throw Refusal("the axis has no halves")
      }
      let halves = try t.split(x, axis: axis, counts: [extent / 2, extent / 2])
      return [try t.binary(.multiply, halves[0], try t.sigmoid(halves[1]))]
    default: return nil
    }
  }

  private static func clamp(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    var value = try call.input()
    let low = try call.tensor("min")
    let high = try call.tensor("max")
    if case .absent = low {} else { value = try t.binary(.maximum, value, low) }
    if case .absent = high {} else { value = try t.binary(.minimum, value, high) }
    return value
  }

  // MARK: Arithmetic

  private static func arithmetic(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    func both(_ operation: Translation.Binary, reversed: Bool = false) throws(Refusal) -> [Traced] {
      let (a, b) = (try call.input(), try t.scaled(try call.tensor(1), by: try call.number("alpha")))
      return [reversed ? try t.binary(operation, b, a) : try t.binary(operation, a, b)]
    }
    switch call.name {
    case "add", "_operator.add": return try both(.add)
    case "sub", "subtract", "_operator.sub": return try both(.subtract)
    case "rsub": return try both(.subtract, reversed: true)
    case "mul", "multiply", "_operator.mul": return try both(.multiply)
    case "div", "divide", "true_divide", "_operator.truediv":
      if let mode = call.text("rounding_mode") {
        return [try t.integerQuotient(try call.input(), try call.tensor(1), truncates: mode == "trunc")]
      }
      return try both(.divide)
    case "floor_divide", "_operator.floordiv":
      return [try t.integerQuotient(try call.input(), try call.tensor(1))]
    case "remainder", "fmod", "_operator.mod":
      return [try t.remainder(try call.input(), try call.tensor(1), truncates: call.name == "fmod")]
    case "pow", "_operator.pow": return try both(.power)
    case "maximum", "sym_max": return try both(.maximum)
    case "minimum", "sym_min": return try both(.minimum)
    case "square": return [try t.unary(.square, try call.input())]
    case "sqrt", "_operator.sqrt": return [try t.unary(.squareRoot, try call.input())]
    case "rsqrt": return [try t.unary(.reciprocalSquareRoot, try call.input())]
    case "reciprocal": return [try t.unary(.reciprocal, try call.input())]
    case "neg", "_operator.neg": return [try t.negated(try call.input())]
    case "addcmul":
      let product = try t.binary(.multiply, try call.tensor(1), try call.tensor(2))
      return [try t.binary(.add, try call.input(), try t.scaled(product, by: try call.number("value")))]
    case "addcdiv":
      let quotient = try t.binary(.divide, try call.tensor(1), try call.tensor(2))
      return [try t.binary(.add, try call.input(), try t.scaled(quotient, by: try call.number("value")))]
    case "lerp":
      let (a, b) = (try call.input(), try call.tensor(1))
      return [
        try t.binary(
          .add, a, try t.binary(.multiply, try t.binary(.subtract, b, a), try call.tensor("weight")))
      ]
    default:
      guard let function = functions[call.name] else { return nil }
      return [try t.unary(function, try call.input())]
    }
  }

  private static let functions: [String: Elementary.Function] = [
    "exp": .exponential, "log": .logarithm, "abs": .absolute, "erf": .errorFunction, "sin": .sine,
    "cos": .cosine,
    "tan": .tangent, "asin": .arcSine, "acos": .arcCosine, "atan": .arcTangent, "sinh": .hyperbolicSine,
    "cosh": .hyperbolicCosine, "asinh": .areaHyperbolicSine, "acosh": .areaHyperbolicCosine,
    "atanh": .areaHyperbolicTangent, "trunc": .truncate, "isnan": .notANumber, "floor": .floor,
    "ceil": .ceiling, "round": .round, "sign": .sign, "expm1": .exponentialMinusOne,
    "log1p": .logarithmPlusOne,
  ]
}

extension Translation {
  /// A value times a number; the value itself where that is nil or 1.
  func scaled(_ value: Traced, by factor: Double?) throws(Refusal) -> Traced {
    guard let factor, factor != 1 else { return value }
    return try binary(.multiply, value, .constant(ConstantTensor(float: factor)))
  }

  func sigmoid(_ x: Traced) throws(Refusal) -> Traced {
    if let tensor = constant(x) { return .constant(try tensor.mapped { 1 / (1 + exp(-$0)) }) }
    return try activation(.sigmoid, x)
  }

  func tanh(_ x: Traced) throws(Refusal) -> Traced {
    if let tensor = constant(x) {
      return .constant(try tensor.mapped { Glibc.tanh($0) })
    }
    return try activation(.tanh, x)
  }

  func leakyReLU(_ x: Traced, slope: Double) throws(Refusal) -> Traced {
    if slope >= 0 { return try activation(.leakyReLU(slope: slope), x) }
    let negative = try unary(.atMost, x, 0)
    return try binary(.add, try activation(.relu, x), try scaled(negative, by: slope))
  }

  /// Leaky ReLU with learned slopes, one per channel or one for all.
  func prelu(_ x: Traced, _ slope: Traced) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    let count = try product(try self.sizes(slope)).fixed ?? 0
    if case .parameter(let view) = slope, sizes.count == 2 || sizes.count == 4, sizes[1].fixed == count {
      let source = GraphRecorder.ParameterSource.stored(view.appending(.reshape([count])))
      return .node(
        try recorder.record(
          .activation(.prelu), [try node(x)], name: WeightOwnership.layerName([source], graph.stored),
          owning: [source]))
    }
    let extents =
      [SymbolicInteger(1), SymbolicInteger(count)] + sizes.dropFirst(2).map { _ in SymbolicInteger(1) }
    let negative = try unary(.atMost, x, 0)
    let isVector = try rank(slope) == 1
    let shaped = count > 1 && sizes.count >= 2 && isVector ? try reform(slope, extents) : slope
    return try binary(.add, try activation(.relu, x), try binary(.multiply, negative, shaped))
  }

  /// A quotient of integers, rounded; of floats, rounded too.
  func integerQuotient(_ a: Traced, _ b: Traced, truncates: Bool = false) throws(Refusal) -> Traced {
    guard let x = constant(a), let y = constant(b) else {
      return try unary(.floor, try binary(.divide, a, b))
    }
    return .constant(try .quotient(x, y, isInteger: true, truncates: truncates))
  }

  func remainder(_ a: Traced, _ b: Traced, truncates: Bool = false) throws(Refusal) -> Traced {
    guard let x = constant(a), let y = constant(b) else {
      throw Refusal("a remainder of data is not supported")
    }
    if x.multiples != nil {
      // A size that the divisor divides for any number of samples.
      guard let divisor = y.scalar, divisor != 0,
        x.integers.allSatisfy({ Double($0.samples).truncatingRemainder(dividingBy: divisor) == 0 })
      else { throw Refusal("a remainder depends on the number of samples") }
      return .constant(
        ConstantTensor(
          .integer, x.numbers.map { $0 - (($0 / divisor).rounded(.down) * divisor) }, extents: x.extents))
    }
    guard !y.numbers.contains(0) else { throw Refusal("an integer is divided by zero") }
    return .constant(
      try .combining(x, y) {
        truncates ? $0.truncatingRemainder(dividingBy: $1) : $0 - (($0 / $1).rounded(.down) * $1)
      })
  }
}
