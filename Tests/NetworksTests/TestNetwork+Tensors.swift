import Networks
import Tensors
import TestSupport

extension TestNetwork {
  /// Graphs of operations on tensors of any rank.
  static let tensors: [TestNetwork] = [
    untrained, transformer, gatedTransformer, groupedConvolutions, poolings, uNet, weightExpressions,
    arithmetic,
    twoInputs,
    headsInTheBatch, functions, upscaling, choices, reductions, plainNormalizations, recurrences,
    gatedRecurrences, resizing, groupedQueries,
  ]

  static func make(
    _ name: String, tokens: Int, batch: Int, _ build: (inout GraphBuilder) -> Int
  ) -> TestNetwork {
    make(name, GraphBuilder(input: [tokens], .int32), batch: batch, build)
  }

  static func make(
    _ name: String, _ builder: GraphBuilder, batch: Int, _ build: (inout GraphBuilder) -> Int
  ) -> TestNetwork {
    var builder = builder
    _ = build(&builder)
    do { return TestNetwork(name, try builder.graph(), batch: batch) } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  /// Heads of queries, keys or values, `[n, heads, T, D]`, from a range of `[n, T, 3·width]`.
  private static func heads(
    _ b: inout GraphBuilder, _ name: String, of fused: Int, _ range: Range<Int>, heads: Int, tokens: Int
  ) -> Int {
    var x = b.add("\(name).slice", .slice(axis: 2, range), fused)
    x = b.add("\(name).split", .reshape([1, tokens, heads, range.count / heads]), x)
    return b.add("\(name).heads", .permute(0, 2, 1, 3), x)
  }

  /// A transformer block, a grouped convolution, an embedding and tied weights in one.
  private static var untrained: TestNetwork {
    do { return TestNetwork("untrained model", try UntrainedNetwork.graph(), batch: 2) } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A block as in GPT-2, with a table that is also the weights of the last layer, and a label per position.
  private static let transformer = make("transformer with a tied table", tokens: 5, batch: 3) { b in
    let table = b.add("wte", .parameter(Parameter(shape: [11, 8], role: .weight(filters: 11))))
    let positions = b.add("wpe", .parameter(Parameter(shape: [1, 5, 8], role: .offset)))
    var x = b.add("embed", .embedding(count: 11, width: 8), 0, table)
    x = b.add("positions", .arithmetic(.add), x, positions)
    var y = b.add("ln1", .layerNormalization(), x)
    y = b.add("qkv", .dense(Dense(units: 24)), y)
    let (q, k, v) = (
      heads(&b, "q", of: y, 0..<8, heads: 2, tokens: 5), heads(&b, "k", of: y, 8..<16, heads: 2, tokens: 5),
      heads(&b, "v", of: y, 16..<24, heads: 2, tokens: 5)
    )
    y = b.add("attention", .attention(scale: 0.5, causal: true), q, k, v)
    y = b.add("back", .permute(0, 2, 1, 3), y)
    y = b.add("merge", .reshape([1, 5, 8]), y)
    y = b.add("projection", .dense(Dense(units: 8)), y)
    x = b.add("sum1", .arithmetic(.add), x, y)
    y = b.add("ln2", .layerNormalization(LayerNormalization(epsilon: 1e-3)), x)
    y = b.add("fc1", .dense(Dense(units: 32)), y)
    y = b.add("gelu", .activation(.gelu), y)
    y = b.add("fc2", .dense(Dense(units: 8)), y)
    x = b.add("sum2", .arithmetic(.add), x, y)
    x = b.add("ln3", .layerNormalization(LayerNormalization(bias: false)), x)
    return b.add("head", .dense(Dense(units: 11, bias: false)), x, table)
  }

  /// A block as in Llama: no biases, a gate, norms without a mean; with a mask of its own and one class per text.
  private static let gatedTransformer = make("gated transformer with a mask", tokens: 4, batch: 2) { b in
    var x = b.add("embed", .embedding(count: 7, width: 6), 0)
    let mask = b.add("mask", .parameter(Parameter(shape: [1, 1, 4, 4], role: .offset)))
    var y = b.add("norm1", .rmsNormalization(), x)
    y = b.add("qkv", .dense(Dense(units: 18, bias: false)), y)
    let (q, k, v) = (
      heads(&b, "q", of: y, 0..<6, heads: 3, tokens: 4), heads(&b, "k", of: y, 6..<12, heads: 3, tokens: 4),
      heads(&b, "v", of: y, 12..<18, heads: 3, tokens: 4)
    )
    y = b.add("attention", .attention(scale: 0.7), q, k, v, mask)
    y = b.add("back", .permute(0, 2, 1, 3), y)
    y = b.add("merge", .reshape([1, 4, 6]), y)
    x = b.add("sum1", .arithmetic(.add), x, y)
    y = b.add("norm2", .rmsNormalization(RootMeanSquareNormalization(epsilon: 1e-2)), x)
    let gate = b.add("gate", .activation(.silu), b.add("w1", .dense(Dense(units: 10, bias: false)), y))
    let up = b.add("w3", .dense(Dense(units: 10, bias: false)), y)
    y = b.add("gated", .arithmetic(.multiply), gate, up)
    y = b.add("w2", .dense(Dense(units: 6, bias: false)), y)
    x = b.add("sum2", .arithmetic(.add), x, y)
    x = b.add("pooled", .mean(axes: 1), x)
    x = b.add("flat", .reshape([1, 6]), x)
    return b.add("head", .dense(Dense(units: 5)), x)
  }

  /// Groups, depthwise, dilation, rectangles and padding on one side.
  private static let groupedConvolutions = make(
    "convolutions of every shape", SampleShape(channels: 4, height: 9, width: 8), batch: 2
  ) { b in
    var x = b.add("grouped", .convolution(Convolution(filters: 24, kernel: 3, padding: 1, groups: 2)), 0)
    x = b.add("bn1", .batchNormalization(BatchNormalization()), x)
    x = b.add("tanh1", .activation(.tanh), x)
    let y = b.add(
      "depthwise", .convolution(Convolution(filters: 24, kernel: 3, padding: 1, groups: 24, bias: true)), x)
    x = b.add("sum", .add, x, y)
    x = b.add("gelu", .activation(.gelu), x)
    x = b.add("dilated", .convolution(Convolution(filters: 10, kernel: 3, padding: 2, dilation: 2)), x)
    x = b.add("tanh2", .activation(.tanh), x)
    x = b.add(
      "rectangle",
      .convolution(
        Convolution(
          filters: 6, kernel: Extent2(height: 1, width: 3), stride: Extent2(height: 2, width: 1),
          padding: Padding2(top: 0, left: 2, bottom: 1, right: 0), bias: true)), x)
    x = b.add("sigmoid", .activation(.sigmoid), x)
    x = b.add("flatten", .flatten, x)
    return b.add("fc", .dense(Dense(units: 4)), x)
  }

  private static let poolings = make(
    "poolings of every shape", SampleShape(channels: 3, height: 9, width: 8), batch: 2
  ) { b in
    var x = b.add("conv", .convolution(Convolution(filters: 5, kernel: 3, padding: 1)), 0)
    x = b.add("ceil", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2, ceil: true)), x)
    x = b.add("tanh", .activation(.tanh), x)
    x = b.add(
      "counting", .pooling(Pooling(kind: .average, kernel: 3, stride: 1, padding: 1, countsPadding: true)), x)
    x = b.add(
      "rectangle",
      .pooling(
        Pooling(
          kind: .average, kernel: Extent2(height: 3, width: 2), stride: Extent2(height: 1, width: 2),
          padding: Padding2(top: 1, left: 0, bottom: 0, right: 1))), x)
    x = b.add("flatten", .flatten, x)
    return b.add("fc", .dense(Dense(units: 4)), x)
  }

  /// Down, up by repetition, and together with what was before: a label for every pixel.
  private static let uNet = make("U-Net", SampleShape(channels: 2, height: 6, width: 4), batch: 2) { b in
    var x = b.add("down", .convolution(Convolution(filters: 5, kernel: 3, padding: 1, bias: true)), 0)
    let skip = b.add("tanh1", .activation(.tanh), x)
    x = b.add("pool", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), skip)
    x = b.add("middle", .convolution(Convolution(filters: 7, kernel: 3, padding: 1)), x)
    x = b.add("bn", .batchNormalization(BatchNormalization()), x)
    x = b.add("relu", .activation(.relu), x)
    x = b.add("rows", .reshape([1, 7, 3, 1, 2, 1]), x)
    x = b.add("repeat rows", .concatenate(axis: 3), x, x)
    x = b.add("repeat columns", .concatenate(axis: 5), x, x)
    x = b.add("image", .reshape([1, 7, 6, 4]), x)
    x = b.add("join", .concatenate(axis: 1), skip, x)
    x = b.add("up", .convolution(Convolution(filters: 6, kernel: 3, padding: 1)), x)
    x = b.add("tanh2", .activation(.tanh), x)
    return b.add("classes", .convolution(Convolution(filters: 3, kernel: 1, bias: true)), x)
  }

  /// Weights that are computed from parameters: length and direction apart, a transposed matrix, a part of a table.
  private static let weightExpressions = make(
    "weights from expressions", SampleShape(channels: 3, height: 5, width: 5), batch: 2
  ) { b in
    let v = b.add("conv.weight_v", .parameter(Parameter(shape: [6, 3, 3, 3], role: .weight(filters: 6))))
    let g = b.add("conv.weight_g", .parameter(Parameter(shape: [6, 1, 1, 1], role: .normalizationScale)))
    var norm = b.add("squares", .elementary(.square), v)
    norm = b.add("sums", .sum(axes: 1, 2, 3), norm)
    norm = b.add("norms", .elementary(.squareRoot), norm)
    let unit = b.add("units", .arithmetic(.divide), v, norm)
    let weight = b.add("conv.weight", .arithmetic(.multiply), unit, g)
    var x = b.add("conv", .convolution(Convolution(filters: 6, kernel: 3, padding: 1)), 0, weight)
    // Before the normalization, which would make the length of the weights indifferent.
    x = b.add("tanh", .activation(.tanh), x)
    x = b.add("bn", .batchNormalization(BatchNormalization()), x)
    x = b.add("pool", .globalAveragePooling, x)
    let table = b.add("table", .parameter(Parameter(shape: [6, 9], role: .weight(filters: 6))))
    let part = b.add("part", .slice(axis: 1, 2..<7), table)
    let transposed = b.add("transposed", .permute(1, 0), part)
    let bias = b.add("fc.bias", .parameter(Parameter(shape: [5], role: .bias)))
    x = b.add("fc", .dense(Dense(units: 5)), x, transposed, bias)
    x = b.add("sigmoid", .activation(.sigmoid), x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }

  /// Every elementary function and arithmetic operation, operands repeated on both sides, padding and softmax.
  private static let arithmetic = make(
    "arithmetic", GraphBuilder(input: [3, 4]), batch: 3
  ) { b in
    var x = b.add("fc", .dense(Dense(units: 6)), 0)
    let positive = b.add("positive", .affine(scale: 1, shift: 2), b.add("square", .elementary(.square), x))
    let row = b.add("row", .parameter(Parameter(shape: [6], role: .offset)))
    let column = b.add("column", .parameter(Parameter(shape: [3, 1], role: .offset)))
    var y = b.add("outer", .arithmetic(.multiply), row, column)
    y = b.add("difference", .arithmetic(.subtract), y, x)
    y = b.add("quotient", .arithmetic(.divide), y, positive)
    let logarithm = b.add("logarithm", .elementary(.logarithm), positive)
    let root = b.add("root", .elementary(.squareRoot), positive)
    let inverse = b.add("inverse", .elementary(.reciprocalSquareRoot), logarithm)
    let power = b.add("power", .elementary(.exponential), b.add("small", .affine(scale: 0.2), y))
    let size = b.add("size", .elementary(.absolute), x)
    x = b.add("sum1", .arithmetic(.add), root, inverse)
    x = b.add("sum2", .arithmetic(.add), x, power)
    x = b.add("sum3", .arithmetic(.add), x, size)
    x = b.add("padded", .pad(before: [0, 1, 0], after: [0, 0, 2]), x)
    x = b.add("softmax", .softmax(), x)
    let total = b.add("total", .sum(axes: 1, 2), b.add("squares", .elementary(.square), x))
    x = b.add("scaled", .arithmetic(.multiply), x, total)
    x = b.add("product", .matrixProduct, x, b.add("matrix", .permute(0, 2, 1), x))
    x = b.add("flatten", .reshape([1, 16]), x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }

  /// A second column of numbers, and a product with a matrix that all samples share.
  private static let twoInputs = make("two inputs", GraphBuilder(input: [3]), batch: 4) { b in
    let other = b.add("other", .input([2, 3]))
    let matrix = b.add("matrix", .parameter(Parameter(shape: [1, 3, 4], role: .weight(filters: 1))))
    var x = b.add("row", .reshape([1, 1, 3]), 0)
    x = b.add("sum", .arithmetic(.add), x, other)
    x = b.add("product", .matrixProduct, x, matrix)
    x = b.add("tanh", .activation(.tanh), x)
    x = b.add("flatten", .flatten, x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }

  /// Heads that are folded into the batch, as `nn.MultiheadAttention` does.
  private static let headsInTheBatch = make(
    "heads in the batch", GraphBuilder(input: [4, 6]), batch: 2
  ) { b in
    var x = b.add("fc", .dense(Dense(units: 6)), 0)
    x = b.add("split", .reshape([1, 4, 2, 3]), x)
    x = b.add("heads", .permute(0, 2, 1, 3), x)
    x = b.add("fold", .reshape([2, 4, 3]), x)
    var y = b.add("scores", .matrixProduct, x, b.add("keys", .permute(0, 2, 1), x))
    y = b.add("weights", .softmax(causal: true), y)
    y = b.add("attend", .matrixProduct, y, x)
    y = b.add("unfold", .reshape([1, 2, 4, 3]), y)
    y = b.add("back", .permute(0, 2, 1, 3), y)
    y = b.add("merge", .reshape([1, 24]), y)
    return b.add("head", .dense(Dense(units: 3)), y)
  }
}
