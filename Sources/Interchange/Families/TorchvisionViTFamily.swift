/// The vision transformer of torchvision, such as `vit_b_16`.
///
/// Dosovitskiy et al. 2021, "An image is worth 16×16 words" (arXiv:2010.11929).
enum TorchvisionViTFamily: NetworkFamily {
  static let title = "torchvision ViT"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    weights.has("conv_proj.weight", rank: 4) && weights.has("encoder.pos_embedding")
      && weights.has("encoder.layers.encoder_layer_0.ln_1.weight")
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let patches = try builder.shape("conv_proj.weight", rank: 4)
    let table = try builder.shape("encoder.pos_embedding", rank: 3)
    let width = patches[0]
    let grid = try PatchGrid(
      patches: patches, positions: table[1] - 1, extents: builder.extents,
      table: builder.weights.fileName("encoder.pos_embedding"))
    let heads = try builder.heads(width: width, published: PatchGrid.heads)
    let epsilon = try builder.epsilon(1e-6)
    let count = try builder.blockCount { "encoder.layers.encoder_layer_\($0).ln_1.weight" }
    var x = builder.input("x", [patches[1], grid.height, grid.width], .float32)
    let samples = builder.call("aten.sym_size.int", ["self": x, "dim": .integer(0)], in: "")
    x = try builder.patches(x, "conv_proj", patches, in: "")
    let token = try builder.parameter("class_token", [1, 1, width])
    x = builder.concatenate([builder.repeated(token, samples, in: ""), x], axis: 1, in: "")
    x = builder.add(x, try builder.parameter("encoder.pos_embedding", [1, table[1], width]), in: "encoder")
    for layer in 0..<count {
      x = try block(x, "encoder.layers.encoder_layer_\(layer)", width, heads, epsilon, &builder)
    }
    x = try builder.layerNormalization(x, "encoder.ln", width, epsilon: epsilon)
    x = builder.select(x, axis: 1, at: 0, in: "")
    return FamilyNetwork(
      title: "torchvision ViT of \(count) layers, width \(width), patches of \(grid.patch.height)",
      output: try builder.head(x, "heads.head", channels: width))
  }

  private static func block(
    _ x: FamilyBuilder.Value, _ name: String, _ width: Int, _ heads: Int, _ epsilon: Double,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let module = "\(name).self_attention"
    var y = try builder.layerNormalization(x, "\(name).ln_1", width, epsilon: epsilon)
    y = try builder.linear(
      y, module, weight: "\(module).in_proj_weight", bias: "\(module).in_proj_bias", [3 * width, width])
    let parts = builder.parts(y, of: width, count: 3, in: module)
      .map { builder.split($0, heads: heads, width: width, in: module) }
    y = builder.attention(parts[0], parts[1], parts[2], in: module)
    y = try builder.linear(y, "\(module).out_proj", [width, width])
    let sum = builder.add(y, x, in: name)
    y = try builder.layerNormalization(sum, "\(name).ln_2", width, epsilon: epsilon)
    // torchvision 0.11 called the dense layers otherwise.
    let isOld = builder.weights.has("\(name).mlp.linear_1.weight")
    let (first, second) =
      isOld ? ("\(name).mlp.linear_1", "\(name).mlp.linear_2") : ("\(name).mlp.0", "\(name).mlp.3")
    let hidden = try builder.shape("\(first).weight", rank: 2)[0]
    y = try builder.linear(y, first, [hidden, width])
    y = try builder.activation(y, published: "gelu", in: "\(name).mlp.1")
    y = try builder.linear(y, second, [width, hidden])
    return builder.add(sum, y, in: name)
  }
}

extension FamilyBuilder {
  /// The patches of images as tokens, `[n, patches, width]`.
  mutating func patches(
    _ x: Value, _ module: String, _ shape: [Int], in scope: String
  ) throws(FamilyMismatch) -> Value {
    let y = call(
      "aten.conv2d.default",
      [
        "input": x, "weight": try parameter("\(module).weight", shape),
        "bias": try parameterIfAny("\(module).bias", [shape[0]]),
        "stride": .list([.integer(shape[2]), .integer(shape[3])]), "padding": .pair(0), "dilation": .pair(1),
        "groups": .integer(1),
      ], in: module)
    return transpose(flatten(y, from: 2, in: scope), 1, 2, in: scope)
  }

  /// Tokens `[1, tokens, width]` that are the same for all samples.
  mutating func repeated(_ tokens: Value, _ samples: Value, in scope: String) -> Value {
    call(
      "aten.expand.default", ["self": tokens, "size": .list([samples, .integer(-1), .integer(-1)])], in: scope
    )
  }
}
