/// The vision transformer of timm (`vit_*`, `deit_*`), with or without class tokens, registers, scales of layers and normalized
/// queries and keys.
///
/// Dosovitskiy et al. 2021, "An image is worth 16×16 words" (arXiv:2010.11929).
enum TimmViTFamily: NetworkFamily {
  static let title = "timm ViT"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    weights.has("patch_embed.proj.weight", rank: 4) && weights.has("pos_embed")
      && weights.has("blocks.0.attn.qkv.weight")
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let patches = try builder.shape("patch_embed.proj.weight", rank: 4)
    let width = patches[0]
    let table = try builder.shape("pos_embed", rank: 3)
    let prefix = try Prefix(builder, width: width)
    // Newer networks have no positions for the tokens before the patches.
    let isForPatches = prefix.count > 0 && PatchGrid.root(table[1]) != nil
    let grid = try PatchGrid(
      patches: patches, positions: isForPatches ? table[1] : table[1] - prefix.count,
      extents: builder.extents,
      table: builder.weights.fileName("pos_embed"))
    let heads = try Self.heads(&builder, width: width)
    let epsilon = try builder.epsilon(1e-6)
    let count = try builder.blockCount { "blocks.\($0).attn.qkv.weight" }
    var x = builder.input("x", [patches[1], grid.height, grid.width], .float32)
    let samples = builder.call("aten.sym_size.int", ["self": x, "dim": .integer(0)], in: "")
    x = try builder.patches(x, "patch_embed.proj", patches, in: "patch_embed")
    let positions = try builder.parameter("pos_embed", [1, table[1], width])
    if isForPatches { x = builder.add(x, positions, in: "") }
    var tokens: [FamilyBuilder.Value] = []
    for (name, count) in prefix.tokens {
      let token = try builder.parameter(name, [1, count, width])
      tokens.append(builder.repeated(token, samples, in: ""))
    }
    if !tokens.isEmpty { x = builder.concatenate(tokens + [x], axis: 1, in: "") }
    if !isForPatches { x = builder.add(x, positions, in: "") }
    if builder.weights.has("norm_pre.weight") {
      x = try builder.layerNormalization(x, "norm_pre", width, epsilon: epsilon)
    }
    for layer in 0..<count { x = try block(x, "blocks.\(layer)", width, heads, epsilon, &builder) }
    return FamilyNetwork(
      title: "timm ViT of \(count) layers, width \(width), patches of \(grid.patch.height)",
      output: try head(x, prefix, width, epsilon, &builder))
  }

  /// Heads, which the norms of queries and keys tell.
  private static func heads(_ builder: inout FamilyBuilder, width: Int) throws(FamilyMismatch) -> Int {
    guard builder.weights.has("blocks.0.attn.q_norm.weight") else {
      return try builder.heads(width: width, published: PatchGrid.heads)
    }
    let own = try builder.shape("blocks.0.attn.q_norm.weight", rank: 1)[0]
    guard width % own == 0 else {
      throw FamilyMismatch("blocks.0.attn.q_norm.weight has \(own) numbers, which do not divide \(width)")
    }
    return width / own
  }

  private static func block(
    _ x: FamilyBuilder.Value, _ name: String, _ width: Int, _ heads: Int, _ epsilon: Double,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let module = "\(name).attn"
    var y = try builder.layerNormalization(x, "\(name).norm1", width, epsilon: epsilon)
    y = try builder.linear(y, "\(module).qkv", [3 * width, width])
    var parts = builder.parts(y, of: width, count: 3, in: module)
      .map { builder.split($0, heads: heads, width: width, in: module) }
    for (position, norm) in ["q_norm", "k_norm"].enumerated()
    where builder.weights.has("\(module).\(norm).weight") {
      parts[position] = try builder.layerNormalization(
        parts[position], "\(module).\(norm)", width / heads, epsilon: epsilon)
    }
    y = builder.attention(parts[0], parts[1], parts[2], in: module)
    y = try builder.linear(y, "\(module).proj", [width, width])
    let sum = builder.add(x, try scaled(y, "\(name).ls1", width, &builder), in: name)
    y = try builder.layerNormalization(sum, "\(name).norm2", width, epsilon: epsilon)
    let hidden = try builder.shape("\(name).mlp.fc1.weight", rank: 2)[0]
    y = try builder.linear(y, "\(name).mlp.fc1", [hidden, width])
    y = try builder.activation(y, published: "gelu", in: "\(name).mlp.act")
    y = try builder.linear(y, "\(name).mlp.fc2", [width, hidden])
    return builder.add(sum, try scaled(y, "\(name).ls2", width, &builder), in: name)
  }

  /// A branch times the scale of its layer, where there is one.
  private static func scaled(
    _ x: FamilyBuilder.Value, _ module: String, _ width: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    guard builder.weights.has("\(module).gamma") else { return x }
    return builder.call(
      "aten.mul.Tensor", ["self": x, "other": try builder.parameter("\(module).gamma", [width])], in: module)
  }

  /// The classes from the class token, from the mean of the patches, or from two tokens.
  private static func head(
    _ tokens: FamilyBuilder.Value, _ prefix: Prefix, _ width: Int, _ epsilon: Double,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    // The norm is before the mean for networks of the class token, after it for the others.
    let isMean = builder.weights.has("fc_norm.weight") || !prefix.hasClass
    var x = tokens
    if builder.weights.has("norm.weight") {
      x = try builder.layerNormalization(x, "norm", width, epsilon: epsilon)
    }
    guard isMean else {
      builder.assume("the classes are read from the class token")
      let first = try builder.head(
        builder.select(x, axis: 1, at: 0, in: ""), "head", channels: width)
      guard prefix.isDistilled else { return first }
      let second = try builder.head(
        builder.select(x, axis: 1, at: 1, in: ""), "head_dist", channels: width)
      let sum = builder.add(first, second, in: "")
      return builder.call("aten.div.Tensor", ["self": sum, "other": .integer(2)], in: "")
    }
    if prefix.count > 0 {
      x = builder.call(
        "aten.slice.Tensor",
        ["self": x, "dim": .integer(1), "start": .integer(prefix.count), "end": .integer(.max)], in: "")
    }
    x = builder.call("aten.mean.dim", ["self": x, "dim": .list([.integer(1)])], in: "")
    if builder.weights.has("fc_norm.weight") {
      x = try builder.layerNormalization(x, "fc_norm", width, epsilon: epsilon)
    }
    builder.assume("the classes are read from the mean of the patches")
    return try builder.head(x, "head", channels: width)
  }
}

extension TimmViTFamily {
  /// Tokens before those of the patches.
  private struct Prefix {
    /// Names of the tensors and how many tokens each of them has.
    let tokens: [(name: String, count: Int)]
    let hasClass: Bool
    let isDistilled: Bool

    var count: Int { tokens.reduce(0) { $0 + $1.count } }

    init(_ builder: FamilyBuilder, width: Int) throws(FamilyMismatch) {
      var tokens: [(name: String, count: Int)] = []
      for name in ["cls_token", "dist_token", "reg_token"] where builder.weights.has(name) {
        tokens.append((name, try builder.shape(name, rank: 3)[1]))
      }
      self.tokens = tokens
      hasClass = builder.weights.has("cls_token")
      isDistilled = builder.weights.has("dist_token")
    }
  }
}
