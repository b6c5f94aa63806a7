import Networks

extension Architecture {
  /// Channels of a head of attention.
  private static let headWidth = 16

  /// A language model like GPT-2: a table of tokens and one of positions, blocks of causal attention and two dense layers, each
  /// normalized before and added to what it read, and a layer with an output for each token.
  ///
  /// Radford et al. 2019, *Language Models are Unsupervised Multitask Learners*, §2.3. The last layer has weights of its own,
  /// where GPT-2's are those of the table. Dropout is where GPT-2 has it, but not inside attention.
  func languageModel(blocks: Int, input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    let tokens = input.count
    let width = scaled(4) * Self.headWidth
    var builder = GraphBuilder(input: [tokens], .int32)
    var node = builder.add("tokens", .embedding(count: classes, width: width), builder.input)
    let positions = builder.add(
      "positions", .parameter(Parameter(shape: [1, tokens, width], role: .offset)))
    node = builder.add("embedding", .arithmetic(.add), node, positions)
    if let dropout { node = builder.add("dropout", .dropout(dropout), node) }
    for block in 0..<blocks {
      let prefix = "blocks.\(block)"
      node = addBranch(to: &builder, after: node, "\(prefix).norm1", "\(prefix).add1") { builder, source in
        attention(in: &builder, source, tokens: tokens, width: width, "\(prefix).attn")
      }
      node = addBranch(to: &builder, after: node, "\(prefix).norm2", "\(prefix).add2") { builder, source in
        var inner = builder.add("\(prefix).mlp.fc1", .dense(Dense(units: 4 * width)), source)
        inner = builder.add("\(prefix).mlp.\(activation.name)", .activation(activation), inner)
        return builder.add("\(prefix).mlp.fc2", .dense(Dense(units: width)), inner)
      }
    }
    node = builder.add("norm", layerNormalization, node)
    _ = builder.add("head", .dense(Dense(units: classes, bias: false)), node)
    return try builder.graph()
  }

  private var layerNormalization: Operation {
    .layerNormalization(LayerNormalization(epsilon: Float(normalizationEpsilon)))
  }

  /// A branch of normalization and further layers, and its sum with what it reads.
  private func addBranch(
    to builder: inout GraphBuilder, after source: Int, _ normalization: String, _ sum: String,
    _ layers: (inout GraphBuilder, Int) -> Int
  ) -> Int {
    let normalized = builder.add(normalization, layerNormalization, source)
    var branch = layers(&builder, normalized)
    if let dropout { branch = builder.add("\(sum).dropout", .dropout(dropout), branch) }
    return builder.add(sum, .arithmetic(.add), source, branch)
  }

  /// Causal attention with heads of `headWidth` channels.
  private func attention(
    in builder: inout GraphBuilder, _ source: Int, tokens: Int, width: Int, _ prefix: String
  ) -> Int {
    let heads = width / Self.headWidth
    let inputs = ["query", "key", "value"].map { name in
      let values = builder.add("\(prefix).\(name)", .dense(Dense(units: width)), source)
      let split = builder.add(
        "\(prefix).\(name).split", .reshape([1, tokens, heads, Self.headWidth]), values)
      return builder.add("\(prefix).\(name).heads", .permute(0, 2, 1, 3), split)
    }
    let scale = 1 / Float(Self.headWidth).squareRoot()
    var node = builder.add(
      "\(prefix).attention", .attention(scale: scale, causal: true), inputs[0], inputs[1], inputs[2])
    node = builder.add("\(prefix).order", .permute(0, 2, 1, 3), node)
    node = builder.add("\(prefix).merge", .reshape([1, tokens, width]), node)
    return builder.add("\(prefix).proj", .dense(Dense(units: width)), node)
  }
}
