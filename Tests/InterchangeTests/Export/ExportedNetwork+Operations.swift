import Models
import Networks
import Tensors

extension ExportedNetwork {
  /// Networks that together have every operation, with every setting that makes other nodes.
  static let operations: [ExportedNetwork] = [
    functions, choices, reductions, views, convolutions, transposed, poolings,
    oneSidedMaximum, normalizations,
    weightExpressions,
  ]

  /// Every elementary function where it is defined, each beside the others.
  private static let functions = ExportedNetwork("functions", GraphBuilder(input: [6])) { b in
    let bounded = b.add("bounded", .activation(.tanh), 0)
    let inner = b.add("inner", .affine(scale: 0.9), bounded)
    let wide = b.add("wide", .affine(scale: 3.7, shift: 0.03), bounded)
    let above = b.add("above", .affine(scale: 1, shift: 2.2), bounded)
    let small = b.add("small", .affine(scale: 1e-4), bounded)
    let numbers: [Elementary.Function: [Double]] = [
      .power: [2.5], .clip: [-1, 1.7], .atLeast: [-0.6], .atMost: [0.9], .threshold: [0.4, -0.2],
      .shrink: [0.5, 0.3], .softplus: [1.5, 4], .hardSigmoid: [0.3, 0.4], .swish: [1.702], .celu: [0.7],
    ]
    var parts: [Int] = []
    for function in Elementary.Function.allCases {
      let source =
        switch function {
        case .squareRoot, .reciprocalSquareRoot, .reciprocal, .logarithm, .power, .areaHyperbolicCosine: above
        case .arcSine, .arcCosine, .areaHyperbolicTangent, .tangent, .logarithmPlusOne: inner
        default: wide
        }
      let operation = Operation(Elementary(function, numbers: numbers[function] ?? []))
      parts.append(b.add(function.rawValue, operation, source))
      if function == .logarithmPlusOne || function == .exponentialMinusOne {
        let near = b.add("\(function.rawValue) near 0", operation, small)
        parts.append(b.add("\(function.rawValue) scaled", .affine(scale: 1e4), near))
      }
    }
    var sum = parts[0]
    for (index, part) in parts.enumerated().dropFirst() {
      sum = b.add("joined \(index)", .concatenate(axis: 1), sum, part)
    }
    return sum
  }

  /// Operations on two and three values.
  private static let choices = ExportedNetwork("choices", GraphBuilder(input: [3, 4])) { b in
    let x = b.add("fc", .dense(Dense(units: 6, dropConnect: Dropout(rate: 0.25, form: .classic))), 0)
    let other = b.add("other", .input([1, 6]))
    let row = b.add("row", .parameter(Parameter(shape: [6], role: .offset)))
    let column = b.add("column", .parameter(Parameter(shape: [3, 1], role: .constant)))
    let positive = b.add("positive", .affine(scale: 1, shift: 0.3), b.add("square", .elementary(.square), x))
    let power = b.add("power", .arithmetic(.power), positive, column)
    var sum = b.add("larger", .arithmetic(.maximum), x, row)
    let others: [Arithmetic.Function] = [.minimum, .add, .subtract, .multiply]
    for function in others {
      sum = b.add(function.rawValue, .arithmetic(function), sum, function == .minimum ? power : other)
    }
    sum = b.add("quotient", .arithmetic(.divide), sum, positive)
    let comparisons = Comparison.Function.allCases
    for (index, function) in comparisons.enumerated() {
      let condition = b.add("condition \(index)", .comparison(function), index % 2 == 0 ? x : row, column)
      sum = b.add("choice \(index)", .selection, condition, index % 3 == 0 ? column : x, sum)
      // The same condition as a number.
      if index < 2 { sum = b.add("counted \(index)", .arithmetic(.add), sum, condition) }
    }
    sum = b.add("by number", .selection, b.add("step", .elementary(.floor), x), sum, x)
    return b.add("log-softmax", .logSoftmax, sum)
  }

  private static let reductions = ExportedNetwork("reductions", GraphBuilder(input: [5, 3, 4])) { b in
    let x = b.add("bounded", .activation(.tanh), 0)
    let parts: [Operation] = [
      .maximum(axes: 2, 3), .minimum(axes: 1), .product(axes: 1, 3), .mean(axes: 2), .sum(axes: 1, 3),
    ]
    var sum = x
    for (index, part) in parts.enumerated() {
      sum = b.add("sum \(index)", .arithmetic(.add), sum, b.add("part \(index)", part, x))
    }
    return sum
  }

  /// Numbers in other places, with several rows a sample, and a value that is repeated for every sample.
  private static let views = ExportedNetwork("views", GraphBuilder(input: [4, 6])) { b in
    let ids = b.add("ids", .input([1, 6], .int32))
    var x = b.add("split", .reshape([1, 4, 2, 3]), 0)
    x = b.add("heads", .permute(0, 2, 1, 3), x)
    x = b.add("fold", .reshape([2, 4, 3]), x)
    let keys = b.add("keys", .permute(0, 2, 1), x)
    x = b.add("scores", .matrixProduct, x, keys)
    x = b.add("weights", .softmax(causal: true), x)
    x = b.add("rows", .dense(Dense(units: 3)), x)
    x = b.add("unfold", .reshape([1, 2, 4, 3]), x)
    x = b.add("back", .permute(0, 2, 1, 3), x)
    x = b.add("merge", .reshape([1, 4, 6]), x)
    x = b.add("ids added", .arithmetic(.add), x, b.add("numbers", Operation(IndexValue()), ids))
    let token = b.add("token", .parameter(Parameter(shape: [1, 1, 6], role: .offset)))
    let tokens = b.add("tokens", Operation(SampleRepetition(axis: 0)), token)
    x = b.add("with token", .concatenate(axis: 1), tokens, x)
    x = b.add("part", .slice(axis: 1, 0..<4), x)
    x = b.add("chosen", .gather(axis: 2, [5, 5, 0, 3]), x)
    x = b.add("padded", .pad(before: [0, 1, 0], after: [0, 0, 2]), x)
    let inner = b.add("inner", .parameter(Parameter(shape: [5, 1, 6], role: .offset)))
    let repeated = b.add("repeated", Operation(SampleRepetition(axis: 1)), inner)
    let last = b.add("last", .arithmetic(.add), b.add("turned", .permute(1, 0, 2), x), repeated)
    x = b.add("turned back", .permute(1, 0, 2), last)
    return b.add("head", .dense(Dense(units: 2)), b.add("flat", .flatten, x))
  }

  private static let convolutions = ExportedNetwork(
    "convolutions", GraphBuilder(input: SampleShape(channels: 4, height: 9, width: 8))
  ) { b in
    var x = b.add("grouped", .convolution(Convolution(filters: 24, kernel: 3, padding: 1, groups: 2)), 0)
    let y = b.add(
      "depthwise", .convolution(Convolution(filters: 24, kernel: 3, padding: 1, groups: 24, bias: true)), x)
    x = b.add("sum", .add, x, y)
    x = b.add("dilated", .convolution(Convolution(filters: 10, kernel: 3, padding: 2, dilation: 2)), x)
    x = b.add(
      "rectangle",
      .convolution(
        Convolution(
          filters: 6, kernel: Extent2(height: 1, width: 3), stride: Extent2(height: 2, width: 1),
          padding: Padding2(top: 0, left: 2, bottom: 1, right: 0), bias: true)), x)
    x = b.add("shortcut", .subsampling(Subsampling(stride: 2, channels: 7)), x)
    x = b.add("pixels", .subsampling(Subsampling(stride: 2, channels: 7)), x)
    x = b.add("fc", .dense(Dense(units: 5)), b.add("flat", .flatten, x))
    // Vectors as images of one pixel, and back.
    x = b.add("one pixel", .convolution(Convolution(filters: 5, kernel: 1)), x)
    x = b.add("pooled", .globalAveragePooling, x)
    let z = b.add("second", .dense(Dense(units: 5)), x)
    return b.add("both", .add, z, x)
  }

  private static let transposed = ExportedNetwork(
    "transposed convolutions", GraphBuilder(input: SampleShape(channels: 4, height: 4, width: 3))
  ) { b in
    var x = b.add(
      "larger", .transposedConvolution(TransposedConvolution(filters: 16, kernel: 2, stride: 2)), 0)
    x = b.add(
      "grouped",
      .transposedConvolution(
        TransposedConvolution(
          filters: 6, kernel: 3, stride: Extent2(height: 1, width: 2),
          padding: Padding2(top: 2, left: 1, bottom: 0, right: 1),
          outputPadding: Extent2(height: 0, width: 1),
          groups: 2, bias: true)), x)
    let weight = b.add("weight", .parameter(Parameter(shape: [6, 1, 3, 3], role: .weight(filters: 6))))
    let half = b.add("weight/2", .affine(scale: 0.5), weight)
    return b.add(
      "depthwise",
      .transposedConvolution(
        TransposedConvolution(filters: 6, kernel: 3, padding: 1, dilation: 2, groups: 6)), x, half)
  }

  private static let poolings = ExportedNetwork(
    "poolings", GraphBuilder(input: SampleShape(channels: 3, height: 12, width: 11))
  ) { b in
    var x = b.add("ceil", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2, ceil: true)), 0)
    x = b.add(
      "counting", .pooling(Pooling(kind: .average, kernel: 3, stride: 1, padding: 1, countsPadding: true)), x)
    x = b.add(
      "rectangle",
      .pooling(
        Pooling(
          kind: .average, kernel: Extent2(height: 3, width: 2), stride: Extent2(height: 1, width: 2),
          padding: Padding2(top: 1, left: 0, bottom: 0, right: 1), ceil: true)), x)
    return b.add(
      "dilated", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 1, padding: 1, dilation: 2)), x)
  }

  private static let oneSidedMaximum = ExportedNetwork(
    "maximum with padding on one side", GraphBuilder(input: SampleShape(channels: 2, height: 5, width: 6))
  ) { b in
    let padding = Padding2(top: 0, left: 1, bottom: 1, right: 0)
    let x = b.add("maximum", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2, padding: padding)), 0)
    return b.add(
      "counting",
      .pooling(Pooling(kind: .average, kernel: 2, stride: 2, padding: 1, ceil: true, countsPadding: true)), x)
  }

  private static let normalizations = ExportedNetwork(
    "normalizations", GraphBuilder(input: SampleShape(channels: 6, height: 4, width: 3))
  ) { b in
    var x = b.add("groups", .groupNormalization(GroupNormalization(groups: 3, affine: false)), 0)
    x = b.add("groups scaled", .groupNormalization(GroupNormalization(groups: 2, epsilon: 1e-2)), x)
    x = b.add(
      "instances", .groupNormalization(GroupNormalization(groups: 6, epsilon: 1e-3, affine: false)), x)
    x = b.add("batch", .batchNormalization(BatchNormalization(epsilon: 1e-3)), x)
    x = b.add("layer", .layerNormalization(LayerNormalization(epsilon: 1e-3, affine: false)), x)
    x = b.add("layer without shift", .layerNormalization(LayerNormalization(bias: false)), x)
    x = b.add("layer scaled", .layerNormalization(), x)
    x = b.add("rms", .rmsNormalization(RootMeanSquareNormalization(epsilon: 1e-3, affine: false)), x)
    return b.add("rms scaled", .rmsNormalization(), x)
  }

  /// Weights that are computed, and one table in two places.
  private static let weightExpressions = ExportedNetwork(
    "weights from expressions", GraphBuilder(input: SampleShape(channels: 3, height: 5, width: 5))
  ) { b in
    let v = b.add("conv.weight_v", .parameter(Parameter(shape: [6, 3, 3, 3], role: .weight(filters: 6))))
    let g = b.add("conv.weight_g", .parameter(Parameter(shape: [6, 1, 1, 1], role: .normalizationScale)))
    let norm = b.add(
      "norms", .elementary(.squareRoot),
      b.add("sums", .sum(axes: 1, 2, 3), b.add("squares", .elementary(.square), v)))
    let weight = b.add(
      "conv.weight", .arithmetic(.multiply), b.add("units", .arithmetic(.divide), v, norm), g)
    var x = b.add("conv", .convolution(Convolution(filters: 6, kernel: 3, padding: 1)), 0, weight)
    x = b.add("pool", .globalAveragePooling, x)
    let table = b.add("table", .parameter(Parameter(shape: [6, 9], role: .weight(filters: 6))))
    let part = b.add("transposed", .permute(1, 0), b.add("part", .slice(axis: 1, 2..<7), table))
    let bias = b.add("fc.bias", .parameter(Parameter(shape: [5], role: .bias)))
    x = b.add("fc", .dense(Dense(units: 5)), x, part, bias)
    return b.add("dropped", .dropout(Dropout(rate: 0.5)), x)
  }
}
