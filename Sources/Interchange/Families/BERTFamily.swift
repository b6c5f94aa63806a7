/// BERT for the classification of sequences, as transformers has it.
///
/// Devlin et al. 2019, "BERT: pre-training of deep bidirectional transformers" (arXiv:1810.04805).
enum BERTFamily: NetworkFamily {
  static let title = "BERT for sequence classification"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    weights.has("bert.embeddings.word_embeddings.weight")
      && weights.has("bert.encoder.layer.0.attention.self.query.weight")
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    if let setting = builder.configuration.unusual.first {
      throw FamilyMismatch("config.json sets \(setting)")
    }
    let table = try builder.shape("bert.embeddings.word_embeddings.weight", rank: 2)
    let positions = try builder.shape("bert.embeddings.position_embeddings.weight", rank: 2)[0]
    let width = table[1]
    let heads = try builder.heads(width: width)
    let epsilon = try builder.epsilon(1e-12)
    let count = try builder.blockCount { "bert.encoder.layer.\($0).attention.self.query.weight" }
    let tokens = try builder.tokens(positions: positions)
    builder.assume("all tokens are of the first segment, and none is masked")
    builder.ignore("bert.embeddings.position_ids")
    builder.ignore("bert.embeddings.token_type_ids")
    var x = try embeddings(tokens.x, tokens.count, table, positions, &builder)
    x = try builder.layerNormalization(x, "bert.embeddings.LayerNorm", width, epsilon: epsilon)
    for layer in 0..<count {
      x = try block(x, "bert.encoder.layer.\(layer)", width, heads, epsilon, &builder)
    }
    x = builder.select(x, axis: 1, at: 0, in: "bert.pooler")
    x = try builder.linear(x, "bert.pooler.dense", [width, width])
    x = builder.call("aten.tanh.default", ["self": x], in: "bert.pooler.activation")
    return FamilyNetwork(
      title: "BERT of \(count) layers, width \(width)",
      output: try builder.head(x, "classifier", channels: width))
  }

  /// The sum of the rows of words, segments and positions.
  private static func embeddings(
    _ tokens: FamilyBuilder.Value, _ count: Int, _ table: [Int], _ positions: Int,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let (module, width) = ("bert.embeddings", table[1])
    let segments = try builder.shape("\(module).token_type_embeddings.weight", rank: 2)[0]
    let words = try builder.parameter("\(module).word_embeddings.weight", table)
    let kinds = try builder.parameter("\(module).token_type_embeddings.weight", [segments, width])
    let places = try builder.parameter("\(module).position_embeddings.weight", [positions, width])
    var x = builder.embedding(words, tokens, in: "\(module).word_embeddings")
    let first = builder.call(
      "aten.zeros.default",
      ["size": .list([.integer(1), .integer(count)]), "dtype": .text("int64")], in: module)
    x = builder.add(x, builder.embedding(kinds, first, in: "\(module).token_type_embeddings"), in: module)
    return builder.add(
      x, builder.positions(places, count: count, in: "\(module).position_embeddings"), in: module)
  }

  private static func block(
    _ x: FamilyBuilder.Value, _ name: String, _ width: Int, _ heads: Int, _ epsilon: Double,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let module = "\(name).attention.self"
    var parts: [FamilyBuilder.Value] = []
    for part in ["query", "key", "value"] {
      let y = try builder.linear(x, "\(module).\(part)", [width, width])
      parts.append(builder.split(y, heads: heads, width: width, in: module))
    }
    var y = builder.attention(parts[0], parts[1], parts[2], in: module)
    y = try builder.linear(y, "\(name).attention.output.dense", [width, width])
    y = builder.add(y, x, in: "\(name).attention.output")
    let sum = try builder.layerNormalization(
      y, "\(name).attention.output.LayerNorm", width, epsilon: epsilon)
    let hidden = try builder.shape("\(name).intermediate.dense.weight", rank: 2)[0]
    y = try builder.linear(sum, "\(name).intermediate.dense", [hidden, width])
    y = try builder.activation(y, published: "gelu", in: "\(name).intermediate.intermediate_act_fn")
    y = try builder.linear(y, "\(name).output.dense", [width, hidden])
    y = builder.add(y, sum, in: "\(name).output")
    return try builder.layerNormalization(y, "\(name).output.LayerNorm", width, epsilon: epsilon)
  }
}
