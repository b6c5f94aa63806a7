import Networks

extension TestNetwork {
  /// Every elementary function of numbers where it is defined, on values of a convolution's layout, summed.
  static let functions = make(
    "elementary functions", SampleShape(channels: 2, height: 3, width: 3), batch: 2
  ) { b in
    var x = b.add("conv", .convolution(Convolution(filters: 8, kernel: 3, padding: 1, bias: true)), 0)
    x = b.add("tanh", .activation(.tanh), x)
    let inner = b.add("inner", .affine(scale: 0.9), x)
    let wide = b.add("wide", .affine(scale: 3.7, shift: 0.03), x)
    let above = b.add("above", .affine(scale: 1, shift: 2.2), x)
    let usual: [Elementary.Function: [Double]] = [
      .power: [2.5], .clip: [-1, 1.7], .atLeast: [-0.6], .atMost: [0.9], .threshold: [0.4, -0.2],
      .shrink: [0.5, 0.3], .softplus: [1.5, 4], .hardSigmoid: [0.3, 0.4], .swish: [1.702], .celu: [0.7],
    ]
    var sum = x
    for function in Elementary.Function.allCases {
      let source =
        switch function {
        case .squareRoot, .reciprocalSquareRoot, .reciprocal, .logarithm, .power, .areaHyperbolicCosine:
          above
        case .arcSine, .arcCosine, .areaHyperbolicTangent, .logarithmPlusOne, .tangent: inner
        case .floor, .ceiling, .round, .truncate, .sign, .clip, .atLeast, .atMost, .threshold, .shrink,
          .softplus, .hardSigmoid, .hardSwish, .celu:
          wide
        default: x
        }
      let y = b.add(
        function.rawValue, Operation(Elementary(function, numbers: usual[function] ?? [])), source)
      sum = b.add("sum \(function.rawValue)", .add, sum, y)
    }
    x = b.add("mean", .affine(scale: 0.1), sum)
    x = b.add("flatten", .flatten, x)
    return b.add("fc", .dense(Dense(units: 3)), x)
  }

  /// Operations on two and three values, with operands repeated on both sides, ties and steps.
  static let choices = make("choices", GraphBuilder(input: [3, 4]), batch: 3) { b in
    var x = b.add("fc", .dense(Dense(units: 6)), 0)
    let row = b.add("row", .parameter(Parameter(shape: [6], role: .offset)))
    let column = b.add("column", .parameter(Parameter(shape: [3, 1], role: .offset)))
    let positive = b.add("positive", .affine(scale: 1, shift: 0.3), b.add("square", .elementary(.square), x))
    let larger = b.add("larger", .arithmetic(.maximum), x, row)
    let smaller = b.add("smaller", .arithmetic(.minimum), column, x)
    let tie = b.add("tie", .arithmetic(.maximum), x, x)
    let power = b.add("power", .arithmetic(.power), positive, column)
    let outer = b.add("outer", .arithmetic(.power), b.add("up", .elementary(.exponential), row), column)
    var sum = b.add("sum 1", .arithmetic(.add), larger, smaller)
    sum = b.add("sum 2", .arithmetic(.add), sum, tie)
    sum = b.add("sum 3", .arithmetic(.add), sum, power)
    sum = b.add("sum 4", .arithmetic(.add), sum, outer)
    for (index, function) in Comparison.Function.allCases.enumerated() {
      let condition = b.add("condition \(index)", .comparison(function), index % 2 == 0 ? x : row, column)
      let choice = b.add("choice \(index)", .selection, condition, index % 3 == 0 ? column : x, sum)
      sum = b.add("added \(index)", .arithmetic(.add), sum, choice)
    }
    // The logarithm of what is negative is not taken.
    let isPositive = b.add("is positive", .comparison(.greater), x, column)
    let difference = b.add("difference", .arithmetic(.subtract), x, column)
    let logarithm = b.add("logarithm", .elementary(.absolute), difference)
    let taken = b.add("taken", .selection, isPositive, logarithm, row)
    sum = b.add("sum 5", .arithmetic(.add), sum, taken)
    x = b.add("log-softmax", .logSoftmax, sum)
    let fixed = b.add("fixed", .parameter(Parameter(shape: [3, 6], role: .constant)))
    x = b.add("times fixed", .arithmetic(.multiply), x, fixed)
    x = b.add("flatten", .reshape([1, 18]), x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }

  /// Reductions over axes at the end, in the middle and apart, and positions of values and of parameters.
  static let reductions = make(
    "reductions and positions", SampleShape(channels: 2, height: 3, width: 4), batch: 2
  ) { b in
    var x = b.add("conv", .convolution(Convolution(filters: 5, kernel: 3, padding: 1, bias: true)), 0)
    x = b.add("positions", .gather(axis: 2, [2, 0, 0, 1]), x)
    x = b.add("columns", .gather(axis: 3, [3, 1, 1]), x)
    let table = b.add("table", .parameter(Parameter(shape: [4, 3], role: .offset)))
    let chosen = b.add("chosen", .gather(axis: 0, [3, 3, 1, 0]), table)
    x = b.add("shifted", .arithmetic(.add), x, chosen)
    var sum = b.add("largest", .maximum(axes: 2, 3), x)
    let parts: [(String, Operation)] = [
      ("smallest", .minimum(axes: 1)), ("product", .product(axes: 2)), ("products", .product(axes: 1, 3)),
      ("largest apart", .maximum(axes: 1, 3)), ("smallest apart", .minimum(axes: 1, 3)),
      ("mean", .mean(axes: 2)),
      ("total", .sum(axes: 1, 3)), ("last", .product(axes: 3)),
    ]
    for (name, operation) in parts {
      let y = b.add(name, operation, x)
      sum = b.add("\(name) added", .arithmetic(.add), sum, b.add("\(name) scaled", .affine(scale: 0.2), y))
    }
    x = b.add("tanh", .activation(.tanh), sum)
    x = b.add("flatten", .reshape([1, 60]), x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }

  /// Normalizations without scale and shift, and weights that depend on a constant.
  static let plainNormalizations = make(
    "normalizations without scale and shift", SampleShape(channels: 3, height: 4, width: 3), batch: 2
  ) { b in
    let weight = b.add("weight", .parameter(Parameter(shape: [6, 3, 3, 3], role: .weight(filters: 6))))
    let mask = b.add("mask", .parameter(Parameter(shape: [6, 3, 3, 3], role: .constant)))
    let masked = b.add("masked", .arithmetic(.multiply), weight, mask)
    let bias = b.add("bias", .parameter(Parameter(shape: [6], role: .constant)))
    var x = b.add(
      "conv", .convolution(Convolution(filters: 6, kernel: 3, padding: 1, bias: true)), 0, masked, bias)
    x = b.add("groups", .groupNormalization(GroupNormalization(groups: 3, affine: false)), x)
    x = b.add("tanh", .activation(.tanh), x)
    x = b.add("conv2", .convolution(Convolution(filters: 8, kernel: 3)), x)
    x = b.add(
      "instances", .groupNormalization(GroupNormalization(groups: 8, epsilon: 1e-3, affine: false)), x)
    x = b.add("rows", .reshape([1, 4, 4]), x)
    x = b.add("fc1", .dense(Dense(units: 6)), x)
    x = b.add("layer", .layerNormalization(LayerNormalization(epsilon: 1e-3, affine: false)), x)
    x = b.add("fc2", .dense(Dense(units: 5)), x)
    x = b.add(
      "root mean square", .rmsNormalization(RootMeanSquareNormalization(epsilon: 1e-3, affine: false)), x)
    x = b.add("flat", .reshape([1, 20]), x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }
}
