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
}
