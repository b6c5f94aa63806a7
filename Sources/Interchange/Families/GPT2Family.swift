/// GPT-2 of transformers, and networks whose tensors are named alike: nanoGPT.
///
/// Radford et al. 2019, "Language models are unsupervised multitask learners". transformers keeps dense weights as `[in, out]`,
/// nanoGPT as `[out, in]`, with the exact GELU, and without shifts where it is told so.
enum GPT2Family: NetworkFamily {
  static let title = "GPT-2"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    root(weights) != nil
  }

  /// What names begin with: the files of the first publication have no module around the network.
  private static func root(_ weights: FamilyWeights) -> String? {
    ["transformer.", ""].first {
      weights.has("\($0)h.0.attn.c_attn.weight") && weights.has("\($0)wpe.weight")
    }
  }

  /// What the functions below need of the network.
  private struct Network {
    let width: Int
    let heads: Int
    let epsilon: Double
    /// Whether dense weights are `[in, out]`.
    let isTransposed: Bool
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let root = root(builder.weights) ?? ""
    if let setting = builder.configuration.unusual.first {
      throw FamilyMismatch("config.json sets \(setting)")
    }
    let table = try builder.shape("\(root)wte.weight", rank: 2)
    let positions = try builder.shape("\(root)wpe.weight", rank: 2)[0]
    let width = table[1]
    let projection = try builder.shape("\(root)h.0.attn.c_attn.weight", rank: 2)
    let network = Network(
      width: width, heads: try builder.heads(width: width), epsilon: try builder.epsilon(1e-5),
      isTransposed: projection[0] == width)
    let count = try builder.blockCount { "\(root)h.\($0).attn.c_attn.weight" }
    let tokens = try builder.tokens(positions: positions)
    // Tied to the last layer, unless that has numbers of its own.
    let isTied = try builder.ties("lm_head.weight", to: "\(root)wte.weight")
    if !builder.weights.has("lm_head.weight") {
      builder.assume("the last layer's weights are the table of tokens")
    }
    let words = try builder.parameter("\(root)wte.weight", table)
    var x = builder.embedding(words, tokens.x, in: "\(root)wte")
    let places = try builder.parameter("\(root)wpe.weight", [positions, width])
    x = builder.add(
      x, builder.positions(places, count: tokens.count, in: "\(root)wpe"), in: String(root.dropLast()))
    for layer in 0..<count { x = try block(x, "\(root)h.\(layer)", network, &builder) }
    x = try builder.layerNormalization(x, "\(root)ln_f", width, epsilon: network.epsilon)
    let weight = isTied ? words : try builder.parameter("lm_head.weight", table)
    let output = builder.call("aten.linear.default", ["input": x, "weight": weight], in: "lm_head")
    return FamilyNetwork(
      title: "\(network.isTransposed ? "GPT-2" : "nanoGPT") of \(count) layers, width \(width)",
      output: output)
  }

  private static func block(
    _ x: FamilyBuilder.Value, _ name: String, _ network: Network, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let (width, module) = (network.width, "\(name).attn")
    // Masks, which older programs store.
    builder.ignore("\(module).bias")
    builder.ignore("\(module).masked_bias")
    var y = try builder.layerNormalization(x, "\(name).ln_1", width, epsilon: network.epsilon)
    y = try dense(y, "\(module).c_attn", width, 3 * width, network, &builder)
    let parts = builder.parts(y, of: width, count: 3, in: module)
      .map { builder.split($0, heads: network.heads, width: width, in: module) }
    y = builder.attention(parts[0], parts[1], parts[2], isCausal: true, in: module)
    y = try dense(y, "\(module).c_proj", width, width, network, &builder)
    let sum = builder.add(y, x, in: name)
    y = try builder.layerNormalization(sum, "\(name).ln_2", width, epsilon: network.epsilon)
    let hidden = try builder.shape("\(name).mlp.c_fc.weight", rank: 2)[network.isTransposed ? 1 : 0]
    y = try dense(y, "\(name).mlp.c_fc", width, hidden, network, &builder)
    y = try builder.activation(
      y, published: network.isTransposed ? "gelu_new" : "gelu", in: "\(name).mlp.act")
    y = try dense(y, "\(name).mlp.c_proj", hidden, width, network, &builder)
    return builder.add(sum, y, in: name)
  }

  private static func dense(
    _ x: FamilyBuilder.Value, _ module: String, _ inputs: Int, _ outputs: Int, _ network: Network,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    guard network.isTransposed else { return try builder.linear(x, module, [outputs, inputs]) }
    let weight = try builder.parameter("\(module).weight", [inputs, outputs])
    let turned = builder.call("aten.t.default", ["self": weight], in: module)
    return builder.call(
      "aten.linear.default",
      ["input": x, "weight": turned, "bias": try builder.parameterIfAny("\(module).bias", [outputs])],
      in: module)
  }
}
