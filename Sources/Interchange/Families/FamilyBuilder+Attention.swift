import Formats

/// Parts of transformers.
extension FamilyBuilder {
  /// Heads of attention: those that `config.json` states, else those of published networks, which have one for each 64 numbers.
  ///
  /// - Parameter published: heads by width where they are others.
  /// - Throws: `FamilyMismatch` for heads that do not divide the width.
  mutating func heads(width: Int, published: [Int: Int] = [:]) throws(FamilyMismatch) -> Int {
    if let heads = configuration.heads {
      guard heads > 0, heads <= width, width % heads == 0 else {
        throw FamilyMismatch("config.json states \(heads) heads, which do not divide \(width)")
      }
      assume("\(heads) heads of config.json")
      return heads
    }
    if let heads = published[width] {
      assume("\(heads) heads")
      return heads
    }
    guard width % 64 == 0 else {
      throw FamilyMismatch(
        "its width \(width) is no multiple of 64, so that its heads are not known",
        remedy: "write {\"num_attention_heads\": …} to config.json beside the file")
    }
    assume("\(width / 64) heads of 64")
    return width / 64
  }

  /// The epsilon that `config.json` states, else the published one.
  mutating func epsilon(_ published: Double) throws(FamilyMismatch) -> Double {
    guard let epsilon = configuration.epsilon else {
      assume("epsilon \(published)")
      return published
    }
    guard epsilon >= 0, epsilon <= 1 else {
      throw FamilyMismatch("config.json states the epsilon \(epsilon)")
    }
    return epsilon
  }

  /// An input of tokens, of the data's number where they have one, else of as many as the network has positions.
  ///
  /// - Throws: `FamilyMismatch` for data with more tokens than positions.
  mutating func tokens(
    positions: Int, usual: Int = .max
  ) throws(FamilyMismatch) -> (x: Value, count: Int) {
    var count = min(positions, usual)
    if let extents, extents.count == 1 {
      count = extents[0]
      guard (1...min(positions, 1 << 20)).contains(count) else {
        throw FamilyMismatch("it has \(positions) positions, and the data have \(count) tokens a sample")
      }
    } else {
      assume("\(count) tokens a sample")
    }
    return (input("input_ids", [count], .int64), count)
  }

  /// Rows of a table.
  mutating func embedding(_ table: Value, _ indices: Value, in scope: String) -> Value {
    call("aten.embedding.default", ["weight": table, "indices": indices], in: scope)
  }

  /// Indices from 0.
  mutating func range(_ count: Int, in scope: String) -> Value {
    call("aten.arange.start", ["start": .integer(0), "end": .integer(count)], in: scope)
  }

  /// The first tokens' rows of a table of positions, `[tokens, width]`.
  mutating func positions(_ table: Value, count: Int, in scope: String) -> Value {
    let indices = range(count, in: scope)
    return embedding(table, indices, in: scope)
  }

  /// Queries, keys or values `[n, tokens, width]` as `[n, heads, tokens, width / heads]`.
  mutating func split(_ x: Value, heads: Int, width: Int, in scope: String) -> Value {
    transpose(unflatten(x, [heads, width / heads], in: scope), 1, 2, in: scope)
  }

  /// Scaled dot-product attention of heads, `[n, tokens, width]`.
  mutating func attention(
    _ query: Value, _ key: Value, _ value: Value, isCausal: Bool = false, in scope: String
  ) -> Value {
    let heads = call(
      "aten.scaled_dot_product_attention.default",
      ["query": query, "key": key, "value": value, "is_causal": .flag(isCausal)], in: scope)
    return flatten(transpose(heads, 1, 2, in: scope), from: 2, in: scope)
  }

  /// Equal parts along the last axis.
  mutating func parts(_ x: Value, of width: Int, count: Int, in scope: String) -> [Value] {
    call(
      "aten.split.Tensor", ["self": x, "split_size": .integer(width), "dim": .integer(-1)], results: count,
      in: scope)
  }

  /// The activation that `config.json` names, else GELU by the error function.
  ///
  /// - Throws: `FamilyMismatch` for one that is not known.
  mutating func activation(
    _ x: Value, published: String, in scope: String
  ) throws(FamilyMismatch) -> Value {
    switch configuration.activation ?? published {
    case "gelu": return call("aten.gelu.default", ["self": x], in: scope)
    case "gelu_new", "gelu_pytorch_tanh":
      return call("aten.gelu.default", ["self": x, "approximate": .text("tanh")], in: scope)
    case "relu": return relu(x, in: scope)
    case "silu", "swish": return call("aten.silu.default", ["self": x], in: scope)
    case let name: throw FamilyMismatch("config.json states the activation \(name)")
    }
  }
}
