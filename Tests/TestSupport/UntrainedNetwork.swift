import Data
import Networks
import Numerics
import Tensors

/// A network that this program cannot train.
///
/// It has a transformer block, a grouped convolution, and a table that is also the weights of the last layer, and predicts a
/// token at each position.
package enum UntrainedNetwork {
  package static let (tokens, vocabulary) = (6, 11)

  /// The graph, for samples of `tokens` indices below `vocabulary`.
  package static func graph() throws -> Graph {
    var b = GraphBuilder(input: [tokens], .int32)
    let table = b.add(
      "wte.weight", .parameter(Parameter(shape: [vocabulary, 8], role: .weight(filters: vocabulary))))
    let positions = b.add("wpe.weight", .parameter(Parameter(shape: [1, tokens, 8], role: .offset)))
    var x = b.add("embed", .embedding(count: vocabulary, width: 8), b.input, table)
    x = b.add("positions", .arithmetic(.add), x, positions)
    var y = b.add("ln1", .layerNormalization(), x)
    y = b.add("qkv", .dense(Dense(units: 24)), y)
    let heads = ["q", "k", "v"].enumerated().map { part, name in
      let slice = b.add("\(name).slice", .slice(axis: 2, 8 * part..<8 * part + 8), y)
      let split = b.add("\(name).split", .reshape([1, tokens, 2, 4]), slice)
      return b.add(name, .permute(0, 2, 1, 3), split)
    }
    y = b.add("attention", .attention(scale: 0.5, causal: true), heads[0], heads[1], heads[2])
    y = b.add("merge", .permute(0, 2, 1, 3), y)
    y = b.add("rows", .reshape([1, tokens, 8]), y)
    y = b.add("projection", .dense(Dense(units: 8)), y)
    x = b.add("sum1", .arithmetic(.add), x, y)
    // Positions as rows of an image, features as channels.
    y = b.add("channels", .permute(0, 2, 1), x)
    y = b.add("image", .reshape([1, 8, tokens, 1]), y)
    y = b.add(
      "conv",
      .convolution(
        Convolution(
          filters: 16, kernel: Extent2(height: 3, width: 1),
          padding: Padding2(top: 2, left: 0, bottom: 0, right: 0), groups: 2, bias: true)), y)
    y = b.add("gelu", .activation(.gelu), y)
    y = b.add("mix", .convolution(Convolution(filters: 8, kernel: 1, bias: true)), y)
    y = b.add("flat", .reshape([1, 8, tokens]), y)
    y = b.add("back", .permute(0, 2, 1), y)
    x = b.add("sum2", .arithmetic(.add), x, y)
    x = b.add("ln2", .layerNormalization(), x)
    _ = b.add("head", .dense(Dense(units: vocabulary, bias: false)), x, table)
    return try b.graph()
  }

  /// Texts at random, each position labelled with the token after it and the last one with none.
  package static func samples(count: Int, seed: UInt64 = 1) -> Samples {
    var generator = SeededGenerator(seed: seed, for: .example)
    let texts = (0..<count).map { _ in (0...tokens).map { _ in Int32(generator.below(vocabulary)) } }
    return Samples(
      shape: SampleShape(channels: tokens), values: .indices(texts.flatMap { $0.dropLast() }),
      targets: .labels(
        texts.flatMap { $0.dropFirst().dropLast() + [-100] }, classes: vocabulary), positions: tokens)
  }
}
