import Formats
import Networks

/// Normalizations, attention and recurrent layers.
extension ONNXOperators {
  static func normalizations(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    let x = try call.tensor(0)
    switch call.name {
    case "BatchNormalization":
      if try call.integer("training_mode") == 1 || call.opset < 7 {
        t.remarks.insert("exported in training mode: running statistics are used; export with model.eval()")
      }
      // Its momentum is that of the old statistics.
      let momentum = 1 - (try call.number("momentum") ?? 0.9)
      return [
        try t.batchNormalization(
          x, scale: try call.tensor(1), shift: try call.tensor(2), mean: try call.tensor(3),
          variance: try call.tensor(4),
          epsilon: try call.number("epsilon") ?? 1e-5, momentum: momentum)
      ]
    case "LayerNormalization", "SimplifiedLayerNormalization", "RMSNormalization":
      let rank = try t.rank(x)
      let axis = try t.axis(try call.integer("axis") ?? -1, rank: rank)
      let epsilon = try call.number("epsilon") ?? 1e-5
      guard call.name != "LayerNormalization" else {
        return [
          try t.layerNormalization(
            x, axes: rank - axis, scale: try call.tensor(1), shift: try call.tensor(2), epsilon: epsilon)
        ]
      }
      guard axis == rank - 1 else {
        let sizes = try t.sizes(x)
        let flat = try t.flatten(x, from: axis, to: -1)
        let scale = try t.flatten(try call.tensor(1), from: 0, to: -1)
        return [try t.reform(try t.rmsNormalization(flat, scale: scale, epsilon: epsilon), sizes)]
      }
      return [try t.rmsNormalization(x, scale: try call.tensor(1), epsilon: epsilon)]
    case "SkipLayerNormalization", "SkipSimplifiedLayerNormalization":
      let isSimple = call.name.contains("Simplified")
      var sum = try t.binary(.add, x, try call.tensor(1))
      let biasPosition = isSimple ? 3 : 4
      if try call.has(biasPosition) { sum = try t.binary(.add, sum, try call.tensor(biasPosition)) }
      let epsilon = try call.number("epsilon") ?? 1e-5
      let result =
        isSimple
        ? try t.rmsNormalization(sum, scale: try call.tensor(2), epsilon: epsilon)
        : try t.layerNormalization(
          sum, axes: 1, scale: try call.tensor(2), shift: try call.tensor(3), epsilon: epsilon)
      return [result, .absent, .absent, sum]
    case "InstanceNormalization":
      guard try t.rank(x) > 1, let channels = try t.sizes(x)[1].fixed else {
        throw Refusal("its channels have no number")
      }
      return [
        try t.groupNormalization(
          x, groups: channels, scale: try call.tensor(1), shift: try call.tensor(2),
          epsilon: try call.number("epsilon") ?? 1e-5)
      ]
    case "GroupNormalization":
      guard try t.rank(x) > 1, let channels = try t.sizes(x)[1].fixed else {
        throw Refusal("its channels have no number")
      }
      let groups = try call.integer("num_groups") ?? 1
      var (scale, shift) = (try call.tensor(1), try call.tensor(2))
      if call.opset < 21, groups > 0, channels % groups == 0, try t.sizes(scale) == [SymbolicInteger(groups)]
      {
        // One number for each group.
        let indices = (0..<channels).map { $0 / (channels / groups) }
        scale = try t.take(scale, axis: 0, indices: indices)
        shift = try t.take(shift, axis: 0, indices: indices)
      }
      return [
        try t.groupNormalization(
          x, groups: groups, scale: scale, shift: shift, epsilon: try call.number("epsilon") ?? 1e-5)
      ]
    case "LpNormalization":
      let axis = try call.integer("axis") ?? -1
      let order = Double(try call.integer("p") ?? 2)
      let norm = try t.norm(x, order: order, axes: [axis], keeps: true)
      // Zeros stay zeros.
      return [try t.binary(.divide, x, try t.binary(.maximum, norm, .constant(ConstantTensor(float: 1e-30))))]
    case "MeanVarianceNormalization":
      let axes = try call.integers("axes") ?? [0, 2, 3]
      let centred = try t.binary(.subtract, x, try t.reduce(.mean, x, axes: axes, keeps: true))
      let variance = try t.reduce(.mean, try t.unary(.square, centred), axes: axes, keeps: true)
      let deviation = try t.binary(
        .add, try t.unary(.squareRoot, variance), .constant(ConstantTensor(float: 1e-9)))
      return [try t.binary(.divide, centred, deviation)]
    default: return nil
    }
  }

  static func sequences(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    switch call.name {
    case "LSTM", "GRU", "RNN": return try recurrent(call)
    case "Attention" where !call.node.operation.hasPrefix("com.microsoft"): return [try attention(call)]
    case "RotaryEmbedding" where !call.node.operation.hasPrefix("com.microsoft"): return [try rotary(call)]
    default: return nil
    }
  }

  /// Attention of opset 23 and later.
  private static func attention(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    guard try !call.has(4), try !call.has(5), try call.number("softcap") ?? 0 == 0 else {
      throw Refusal("attention with a cache or a soft cap is not supported")
    }
    var values = [try call.tensor(0), try call.tensor(1), try call.tensor(2)]
    let isFlat = try t.rank(values[0]) == 3
    for value in values where try t.rank(value) != (isFlat ? 3 : 4) {
      throw Refusal("its inputs have not the same rank")
    }
    if isFlat {
      let (queryHeads, keyHeads) = (
        try call.integer("q_num_heads") ?? 1, try call.integer("kv_num_heads") ?? 1
      )
      for (position, heads) in zip(values.indices, [queryHeads, keyHeads, keyHeads]) {
        let sizes = try t.sizes(values[position])
        guard let width = sizes[2].fixed, heads > 0, width % heads == 0 else {
          throw Refusal("its heads do not fit")
        }
        let split = try t.reshape(
          values[position], to: [sizes[0], sizes[1], SymbolicInteger(heads), SymbolicInteger(width / heads)])
        values[position] = try t.permute(split, [0, 2, 1, 3])
      }
    }
    let result = try t.attention(
      values[0], values[1], values[2], mask: try call.tensor(3), causal: try call.integer("is_causal") == 1,
      scale: try call.number("scale"))
    guard isFlat else { return result }
    return try t.flatten(try t.permute(result, [0, 2, 1, 3]), from: 2, to: 3)
  }

  /// Pairs of numbers turned by angles from tables that are the same for all samples.
  private static func rotary(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let given = try call.tensor(0)
    var x = given
    let isFlat = try t.rank(given) == 3
    if isFlat {
      let sizes = try t.sizes(given)
      guard let heads = try call.integer("num_heads"), heads > 0, let width = sizes[2].fixed,
        width % heads == 0
      else {
        throw Refusal("its heads do not fit")
      }
      x = try t.reshape(
        given, to: [sizes[0], sizes[1], SymbolicInteger(heads), SymbolicInteger(width / heads)])
    } else {
      x = try t.permute(given, [0, 2, 1, 3])
    }
    // Samples, steps, heads, numbers.
    guard let width = try t.sizes(x)[3].fixed else { throw Refusal("its heads have no width") }
    let turned = try call.integer("rotary_embedding_dim").flatMap { $0 == 0 ? nil : $0 } ?? width
    guard (2...max(width, 2)).contains(turned), turned % 2 == 0 else {
      throw Refusal("its width does not fit")
    }
    let half = turned / 2
    let isInterleaved = try call.integer("interleaved") == 1
    let firsts = (0..<half).map { isInterleaved ? 2 * $0 : $0 }
    let seconds = firsts.map { isInterleaved ? $0 + 1 : $0 + half }
    let (a, b) = (try t.take(x, axis: 3, indices: firsts), try t.take(x, axis: 3, indices: seconds))
    let (cosines, sines) = (try angles(call, 1), try angles(call, 2))
    let real = try t.binary(.subtract, try t.binary(.multiply, a, cosines), try t.binary(.multiply, b, sines))
    let imaginary = try t.binary(.add, try t.binary(.multiply, a, sines), try t.binary(.multiply, b, cosines))
    var parts = [real, imaginary]
    if turned < width { parts.append(try t.slice(x, axis: 3, start: turned, end: width)) }
    var result = try t.concatenate(parts, axis: 3)
    if isInterleaved {
      let order = (0..<width).map { $0 >= turned ? $0 : $0 / 2 + $0 % 2 * half }
      result = try t.take(result, axis: 3, indices: order)
    }
    return isFlat ? try t.reshape(result, to: try t.sizes(given)) : try t.permute(result, [0, 2, 1, 3])
  }

  /// A table for each step, which is the same for all heads: `[1, T, 1, D/2]`, with the samples' axis where it has one.
  private static func angles(_ call: ONNXCall, _ position: Int) throws(Refusal) -> Traced {
    let t = call.translation
    var table = try call.tensor(position)
    if try call.has(3) { table = try t.embedding(table, try call.tensor(3)) }
    guard try t.rank(table) == 3 else { throw Refusal("its tables do not fit") }
    return try t.unsqueeze(table, [2])
  }

  /// One layer, of one or both directions, with the gates in PyTorch's order.
  private static func recurrent(_ call: ONNXCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    guard let hidden = try call.integer("hidden_size"), (1...1 << 20).contains(hidden) else {
      throw Refusal("its states have no size")
    }
    let mode = call.text("direction") ?? "forward"
    guard try !call.has(4), try call.number("clip") == nil, try call.integer("input_forget") ?? 0 == 0,
      try !call.has(7)
    else {
      throw Refusal("sequences of other lengths, clips, coupled gates and peepholes are not supported")
    }
    for position in [5, 6] where try call.has(position) {
      guard let states = t.constant(try call.tensor(position)), states.numbers.allSatisfy({ $0 == 0 }) else {
        throw Refusal("initial states other than zero are not supported")
      }
    }
    let cell = try cell(call)
    // Its gates are i o f c and z r h.
    let order: [Int] = call.name == "LSTM" ? [0, 2, 3, 1] : call.name == "GRU" ? [1, 0, 2] : [0]
    let rows = order.flatMap { gate in gate * hidden..<(gate + 1) * hidden }
    let samplesFirst = try call.integer("layout") == 1
    var x = try call.tensor(0)
    if !samplesFirst { x = try t.transpose(x, 0, 1) }
    let directions = mode == "bidirectional" ? 2 : 1
    var (results, last): ([Traced], [Traced]) = ([], [])
    for direction in 0..<directions {
      func part(_ position: Int) throws(Refusal) -> Traced {
        try t.select(try call.tensor(position), axis: 0, position: direction)
      }
      var weights = [
        try t.take(try part(1), axis: 0, indices: rows), try t.take(try part(2), axis: 0, indices: rows),
      ]
      if try call.has(3) {
        let bias = try part(3)
        let halves = try t.split(bias, axis: 0, counts: [rows.count, rows.count])
        weights += [
          try t.take(halves[0], axis: 0, indices: rows), try t.take(halves[1], axis: 0, indices: rows),
        ]
      }
      let reverse = mode == "reverse" || direction == 1
      let result = try t.recurrent(x, cell, hidden: hidden, weights: weights, reverse: reverse)
      results.append(result)
      last.append(try t.slice(result, axis: 1, start: reverse ? 0 : -1, end: reverse ? 1 : .max / 2))
    }
    // [n, T, H] of each direction to [T, directions, n, H], or with the samples first.
    var parts: [Traced] = []
    for result in results {
      parts.append(
        samplesFirst ? try t.unsqueeze(result, [2]) : try t.unsqueeze(try t.transpose(result, 0, 1), [1]))
    }
    var states: [Traced] = []
    for state in last { states.append(samplesFirst ? state : try t.transpose(state, 0, 1)) }
    return [
      try t.concatenate(parts, axis: samplesFirst ? 2 : 1),
      try t.concatenate(states, axis: samplesFirst ? 1 : 0), .absent,
    ]
  }

  private static func cell(_ call: ONNXCall) throws(Refusal) -> Recurrent.Cell {
    var names: [String] = []
    if case .list(let list)? = call.node.attributes["activations"] {
      names = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
    let usual: [String: [String]] = [
      "LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"], "RNN": ["Tanh"],
    ]
    let expected = usual[call.name] ?? []
    switch call.name {
    case "RNN":
      if Set(names) == ["Relu"] { return .relu }
      guard names.isEmpty || Set(names) == ["Tanh"] else {
        throw Refusal("its activations are not supported")
      }
      return .tanh
    default:
      let fits = stride(from: 0, to: names.count, by: expected.count).allSatisfy {
        Array(names[$0..<min($0 + expected.count, names.count)]) == expected
      }
      guard fits else { throw Refusal("its activations are not supported") }
      return call.name == "LSTM"
        ? .lstm : try call.integer("linear_before_reset") == 1 ? .gru : .gruWithResetFirst
    }
  }
}
