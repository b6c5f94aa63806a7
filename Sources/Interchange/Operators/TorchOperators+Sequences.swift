import Formats
import Networks

/// Normalizations, attention and recurrent layers.
extension TorchOperators {
  static func normalizations(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "batch_norm", "_native_batch_norm_legit_no_training", "cudnn_batch_norm", "native_batch_norm":
      let epsilon = try call.number("eps", "epsilon") ?? 1e-5
      if try call.flag("training") == true, case .absent = try call.tensor("running_mean") {
      } else if try call.flag("training") == true {
        t.remarks.insert("exported in training mode: running statistics are used; export with model.eval()")
      }
      return [
        try t.batchNormalization(
          try call.input(), scale: try call.tensor("weight"), shift: try call.tensor("bias"),
          mean: try call.tensor("running_mean"), variance: try call.tensor("running_var"), epsilon: epsilon,
          momentum: try call.number("momentum") ?? 0.1), .absent, .absent,
      ]
    case "layer_norm", "native_layer_norm":
      let axes = try call.integers("normalized_shape")?.count ?? 1
      return [
        try t.layerNormalization(
          try call.input(), axes: axes, scale: try call.tensor("weight"), shift: try call.tensor("bias"),
          epsilon: try call.number("eps") ?? 1e-5), .absent, .absent,
      ]
    case "rms_norm":
      return [
        try t.rmsNormalization(
          try call.input(), scale: try call.tensor("weight"), epsilon: try call.number("eps") ?? 1.1920929e-07
        )
      ]
    case "group_norm":
      return [
        try t.groupNormalization(
          try call.input(), groups: try call.integer("num_groups") ?? 1, scale: try call.tensor("weight"),
          shift: try call.tensor("bias"), epsilon: try call.number("eps") ?? 1e-5)
      ]
    case "instance_norm":
      let x = try call.input()
      if try call.flag("use_input_stats") == false {
        return [
          try t.batchNormalization(
            x, scale: try call.tensor("weight"), shift: try call.tensor("bias"),
            mean: try call.tensor("running_mean"),
            variance: try call.tensor("running_var"), epsilon: try call.number("eps") ?? 1e-5,
            momentum: try call.number("momentum") ?? 0.1)
        ]
      }
      guard let channels = try t.sizes(x)[1].fixed else { throw Refusal("its channels have no number") }
      return [
        try t.groupNormalization(
          x, groups: channels, scale: try call.tensor("weight"), shift: try call.tensor("bias"),
          epsilon: try call.number("eps") ?? 1e-5)
      ]
    case "_weight_norm", "_weight_norm_interface":
      let v = try call.input()
      let axis = try t.axis(try call.integer("dim") ?? 0, rank: try t.rank(v))
      let others = (0..<(try t.rank(v))).filter { $0 != axis }
      let length = try t.norm(v, order: 2, axes: others, keeps: true)
      return [try t.binary(.multiply, v, try t.binary(.divide, try call.tensor(1), length)), length]
    case "local_response_norm": throw Refusal("local response normalization is not supported")
    default: return nil
    }
  }

  static func sequences(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "scaled_dot_product_attention", "_scaled_dot_product_flash_attention_for_cpu",
      "_scaled_dot_product_efficient_attention":
      return [
        try t.attention(
          try call.input(), try call.tensor(1), try call.tensor(2), mask: try call.tensor("attn_mask"),
          causal: try call.flag("is_causal") ?? false, scale: try call.number("scale")), .absent,
      ]
    case "lstm": return try recurrent(call, .lstm)
    case "gru": return try recurrent(call, .gru)
    case "rnn_tanh": return try recurrent(call, .tanh)
    case "rnn_relu": return try recurrent(call, .relu)
    default: return nil
    }
  }

  /// All layers and directions of a recurrent network: the outputs, and the last states of each.
  private static func recurrent(_ call: TorchCall, _ cell: Recurrent.Cell) throws(Refusal) -> [Traced] {
    let t = call.translation
    guard call.overload == "input" else { throw Refusal("packed sequences are not supported") }
    let states: [Traced]
    if case .list(let list) = try call.tensor(1) { states = list } else { states = [try call.tensor(1)] }
    guard states.allSatisfy({ t.constant($0)?.numbers.allSatisfy { $0 == 0 } ?? false }) else {
      throw Refusal("initial states other than zero are not supported")
    }
    let weights = try call.list(2)
    let (hasBias, isBoth) = (try call.flag("has_biases") ?? true, try call.flag("bidirectional") ?? false)
    let (layers, batchFirst) = (try call.integer("num_layers") ?? 1, try call.flag("batch_first") ?? false)
    let directions = isBoth ? 2 : 1
    let perDirection = weights.count / max(layers * directions, 1)
    guard layers > 0, perDirection == (hasBias ? 4 : 2) else {
      throw Refusal("a projection of its states is not supported")
    }
    var x = try call.input()
    guard try t.rank(x) == 3 else { throw Refusal("samples need an axis of their own") }
    if !batchFirst { x = try t.transpose(x, 0, 1) }
    var last: [Traced] = []
    for layer in 0..<layers {
      var results: [Traced] = []
      for direction in 0..<directions {
        let first = (layer * directions + direction) * perDirection
        let own = Array(weights[first..<first + perDirection])
        guard let hidden = try t.sizes(own[1])[1].fixed else { throw Refusal("its states have no size") }
        let result = try t.recurrent(x, cell, hidden: hidden, weights: own, reverse: direction == 1)
        results.append(result)
        last.append(
          try t.slice(result, axis: 1, start: direction == 1 ? 0 : -1, end: direction == 1 ? 1 : .max / 2))
      }
      x = try t.concatenate(results, axis: 2)
    }
    let states2 = try t.transpose(try t.concatenate(last, axis: 1), 0, 1)
    return [batchFirst ? x : try t.transpose(x, 0, 1), states2, .absent]
  }
}
