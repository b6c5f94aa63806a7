import Formats
import Glibc

/// Llama of transformers, with grouped queries and rotary positions.
///
/// Touvron et al. 2023, "LLaMA: open and efficient foundation language models" (arXiv:2302.13971). Heads, epsilon and the base of
/// the positions' wavelengths are not in the weights and differ between published networks: `config.json` must say them.
enum LlamaFamily: NetworkFamily {
  static let title = "Llama"

  /// Kinds of `config.json` that compute as Llama does.
  private static let kinds = ["llama", "mistral"]
  /// Tokens of a sample where neither data nor positions say how many.
  private static let usualTokens = 2_048

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    weights.has("model.embed_tokens.weight") && weights.has("model.layers.0.self_attn.q_proj.weight")
      && weights.has("model.layers.0.mlp.gate_proj.weight")
  }

  /// What the functions below need of the network.
  private struct Network {
    let width: Int
    let heads: Int
    let keyHeads: Int
    let headWidth: Int
    let epsilon: Double
    /// Cosines and sines of the positions' angles, `[tokens, headWidth]`.
    let rotation: (cosine: ForeignTensor, sine: ForeignTensor)
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let table = try builder.shape("model.embed_tokens.weight", rank: 2)
    let count = try builder.blockCount { "model.layers.\($0).self_attn.q_proj.weight" }
    let positions = builder.configuration.positions ?? usualTokens
    guard positions > 0 else { throw FamilyMismatch("config.json states \(positions) positions") }
    let tokens = try builder.tokens(positions: positions, usual: usualTokens)
    let network = try Self.network(&builder, width: table[1], tokens: tokens.count)
    let isTied = try builder.ties("lm_head.weight", to: "model.embed_tokens.weight")
    builder.ignore("model.rotary_emb.inv_freq")
    builder.ignore("model.rotary_emb.original_inv_freq")
    let words = try builder.parameter("model.embed_tokens.weight", table)
    var x = builder.embedding(words, tokens.x, in: "model.embed_tokens")
    for layer in 0..<count { x = try block(x, "model.layers.\(layer)", network, &builder) }
    x = try norm(x, "model.norm", network, &builder)
    let weight = isTied ? words : try builder.parameter("lm_head.weight", table)
    let output = builder.call("aten.linear.default", ["input": x, "weight": weight], in: "lm_head")
    return FamilyNetwork(title: "Llama of \(count) layers, width \(table[1])", output: output)
  }

  /// What `config.json` states, checked against the shapes.
  private static func network(
    _ builder: inout FamilyBuilder, width: Int, tokens: Int
  ) throws(FamilyMismatch) -> Network {
    let configuration = builder.configuration
    guard let heads = configuration.heads, let epsilon = configuration.epsilon else {
      throw FamilyMismatch(
        "its heads, epsilon and positions are not in the weights",
        remedy: "put its config.json beside the file, with num_attention_heads, rms_norm_eps and rope_theta")
    }
    if let kind = configuration.modelType, !kinds.contains(kind) {
      throw FamilyMismatch("config.json states the model type \(kind)")
    }
    if let kind = configuration.ropeScaling, kind != "default" {
      throw FamilyMismatch("config.json states rotary positions of the kind \(kind)")
    }
    if let window = configuration.slidingWindow, window < tokens {
      throw FamilyMismatch("config.json states attention through a window of \(window) tokens")
    }
    let name = "model.layers.0.self_attn"
    let (queries, keys) = (
      try builder.shape("\(name).q_proj.weight", rank: 2)[0],
      try builder.shape("\(name).k_proj.weight", rank: 2)[0]
    )
    let own = configuration.headWidth ?? (heads > 0 ? width / heads : 0)
    guard heads > 0, own > 0, own % 2 == 0, queries % own == 0, queries / own == heads, keys % own == 0,
      heads % (keys / own) == 0, configuration.keyValueHeads.map({ $0 == keys / own }) ?? true
    else {
      throw FamilyMismatch(
        "config.json states \(heads) heads of \(own), and \(name).q_proj has \(queries) outputs")
    }
    guard epsilon >= 0, epsilon <= 1 else {
      throw FamilyMismatch("config.json states the epsilon \(epsilon)")
    }
    let base = configuration.ropeTheta ?? 10_000
    guard base > 1, base < 1e18 else {
      throw FamilyMismatch("config.json states the base \(base) of positions")
    }
    if configuration.ropeTheta == nil { builder.assume("the base 10000 of rotary positions") }
    return Network(
      width: width, heads: heads, keyHeads: keys / own, headWidth: own, epsilon: epsilon,
      rotation: rotation(tokens: tokens, width: own, base: base))
  }

  /// Cosines and sines of `position · base^(−2i / width)`, both halves alike.
  private static func rotation(
    tokens: Int, width: Int, base: Double
  ) -> (cosine: ForeignTensor, sine: ForeignTensor) {
    var (cosines, sines): ([Float], [Float]) = ([], [])
    for position in 0..<tokens {
      for index in 0..<width {
        let angle = Double(position) * pow(base, -Double(2 * (index % (width / 2))) / Double(width))
        cosines.append(Float(cos(angle)))
        sines.append(Float(sin(angle)))
      }
    }
    return (
      ForeignTensor(cosines, extents: [tokens, width]), ForeignTensor(sines, extents: [tokens, width])
    )
  }

  private static func norm(
    _ x: FamilyBuilder.Value, _ module: String, _ network: Network, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    builder.call(
      "aten.rms_norm.default",
      [
        "input": x, "normalized_shape": .list([.integer(network.width)]),
        "weight": try builder.parameter("\(module).weight", [network.width]), "eps": .number(network.epsilon),
      ], in: module)
  }

  private static func block(
    _ x: FamilyBuilder.Value, _ name: String, _ network: Network, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let (width, module) = (network.width, "\(name).self_attn")
    builder.ignore("\(module).rotary_emb.inv_freq")
    var y = try norm(x, "\(name).input_layernorm", network, &builder)
    let outputs = network.heads * network.headWidth
    let keys = network.keyHeads * network.headWidth
    var query = try projection(y, "\(module).q_proj", [outputs, width], network.heads, &builder)
    var key = try projection(y, "\(module).k_proj", [keys, width], network.keyHeads, &builder)
    var value = try projection(y, "\(module).v_proj", [keys, width], network.keyHeads, &builder)
    query = rotated(query, module, network, &builder)
    key = grouped(rotated(key, module, network, &builder), module, network, &builder)
    value = grouped(value, module, network, &builder)
    y = builder.attention(query, key, value, isCausal: true, in: module)
    y = try builder.linear(y, "\(module).o_proj", [width, outputs])
    let sum = builder.add(x, y, in: name)
    y = try norm(sum, "\(name).post_attention_layernorm", network, &builder)
    let hidden = try builder.shape("\(name).mlp.gate_proj.weight", rank: 2)[0]
    var gate = try builder.linear(y, "\(name).mlp.gate_proj", [hidden, width])
    gate = try builder.activation(gate, published: "silu", in: "\(name).mlp.act_fn")
    y = try builder.linear(y, "\(name).mlp.up_proj", [hidden, width])
    y = builder.call("aten.mul.Tensor", ["self": gate, "other": y], in: "\(name).mlp")
    return builder.add(sum, try builder.linear(y, "\(name).mlp.down_proj", [width, hidden]), in: name)
  }

  private static func projection(
    _ x: FamilyBuilder.Value, _ module: String, _ shape: [Int], _ heads: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    builder.split(try builder.linear(x, module, shape), heads: heads, width: shape[0], in: module)
  }

  /// `x·cos + rotate(x)·sin`, where the halves of a head are the parts of each pair that turns.
  private static func rotated(
    _ x: FamilyBuilder.Value, _ scope: String, _ network: Network, _ builder: inout FamilyBuilder
  ) -> FamilyBuilder.Value {
    let half = network.headWidth / 2
    let parts = builder.parts(x, of: half, count: 2, in: scope)
    let negative = builder.call("aten.neg.default", ["self": parts[1]], in: scope)
    let turned = builder.concatenate([negative, parts[0]], axis: -1, in: scope)
    let first = builder.call(
      "aten.mul.Tensor", ["self": x, "other": .tensor(network.rotation.cosine)], in: scope)
    let second = builder.call(
      "aten.mul.Tensor", ["self": turned, "other": .tensor(network.rotation.sine)], in: scope)
    return builder.add(first, second, in: scope)
  }

  /// Keys or values once for each head that shares them.
  private static func grouped(
    _ x: FamilyBuilder.Value, _ scope: String, _ network: Network, _ builder: inout FamilyBuilder
  ) -> FamilyBuilder.Value {
    let count = network.heads / network.keyHeads
    guard count > 1 else { return x }
    let apart = builder.call("aten.unsqueeze.default", ["self": x, "dim": .integer(2)], in: scope)
    let sizes = [-1, -1, count, -1, -1].map { FamilyBuilder.Value.integer($0) }
    let repeated = builder.call("aten.expand.default", ["self": apart, "size": .list(sizes)], in: scope)
    return builder.flatten(repeated, from: 1, to: 2, in: scope)
  }
}
