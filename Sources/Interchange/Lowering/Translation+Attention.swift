import Formats
import Networks
import Tensors

/// Attention and recurrent layers.
extension Translation {
  /// `softmax(scale·Q Kᵀ + mask) V`; queries are `[…, heads, Q, D]`.
  ///
  /// - Parameter mask: added to the scores, or where it is boolean, which of them count.
  func attention(
    _ query: Traced, _ key: Traced, _ value: Traced, mask: Traced, causal: Bool, scale: Double?
  ) throws(Refusal) -> Traced {
    let sizes = try sizes(query)
    guard sizes.count >= 2, let width = sizes[sizes.count - 1].fixed else {
      throw Refusal("queries have no width")
    }
    guard sizes.count == 4 else {
      guard sizes.count == 3, sizes[0].samples > 0, sizes[0].constant == 0 else {
        throw Refusal("attention of rank \(sizes.count) is not supported")
      }
      // Heads within the samples, or a single head.
      func fourAxes(_ value: Traced) throws(Refusal) -> Traced {
        let own = try self.sizes(value)
        return try reform(
          value, [SymbolicInteger(0, samples: 1), SymbolicInteger(own[0].samples)] + own.dropFirst())
      }
      let result = try attention(
        try fourAxes(query), try fourAxes(key), try fourAxes(value), mask: try aligned(mask, to: 4),
        causal: causal,
        scale: scale)
      return try reform(result, sizes.dropLast() + [try self.sizes(value)[2]])
    }
    let factor = Float(scale ?? 1 / Double(width).squareRoot())
    var inputs = [try node(query), try node(key), try node(value)]
    var (mask, isCausal) = (mask, causal)
    if causal, let lengths = Self.fixed([sizes[2], try self.sizes(key)[2]]), lengths[0] != lengths[1] {
      // Query i sees the keys up to i; our operation counts from the last query and key.
      isCausal = false
      let later = ConstantTensor.laterKeys(queries: lengths[0], keys: lengths[1])
      if case .absent = mask {
        mask = .constant(later)
      } else {
        mask = try binary(.add, try additive(try aligned(mask, to: 4)), .constant(later))
      }
    }
    if case .absent = mask {
    } else {
      let additive = try additive(try aligned(mask, to: 4))
      if let tensor = constant(additive), tensor.isCausalMask {
        isCausal = true
      } else if let tensor = constant(additive), tensor.numbers.allSatisfy({ $0 == 0 }) {
        // Everything counts.
      } else {
        inputs.append(try node(additive))
      }
    }
    return .node(try recorder.record(.attention(scale: factor, causal: isCausal), inputs))
  }

  /// A mask with extents of 1 before its own.
  private func aligned(_ mask: Traced, to rank: Int) throws(Refusal) -> Traced {
    if case .absent = mask { return mask }
    let own = try self.rank(mask)
    return own < rank ? try unsqueeze(mask, Array(0..<rank - own)) : mask
  }

  /// A boolean mask as what is added to scores.
  private func additive(_ mask: Traced) throws(Refusal) -> Traced {
    if case .node(let node) = mask, booleans.contains(recorder.origin(node)) {
      return try affine(mask, scale: 1e30, shift: -1e30)
    }
    guard let tensor = constant(mask), tensor.kind == .boolean else { return mask }
    return .constant(try tensor.mapped(kind: .float) { $0 == 0 ? -.infinity : 0 })
  }

  /// One direction of a recurrent layer, in PyTorch's order of gates: all states, `[n, T, H]`.
  ///
  /// - Parameter weights: of the input, of the states, and the biases of both where it has any.
  func recurrent(
    _ x: Traced, _ cell: Recurrent.Cell, hidden: Int, weights: [Traced], reverse: Bool
  ) throws(Refusal) -> Traced {
    var inputs = [try node(x)]
    for weight in weights { inputs.append(try recorder.weight(weight)) }
    let operation = Recurrent(cell, units: hidden, bias: weights.count > 2, reverse: reverse)
    return .node(try recorder.record(Operation(operation), inputs))
  }
}

extension ConstantTensor {
  /// What excludes the keys after each query's own position.
  fileprivate static func laterKeys(queries: Int, keys: Int) -> ConstantTensor {
    ConstantTensor(
      .float, (0..<queries * keys).map { $0 % keys > $0 / keys ? -.infinity : 0 },
      extents: [1, 1, queries, keys])
  }

  /// Whether the numbers exclude what comes later, and nothing else.
  fileprivate var isCausalMask: Bool {
    guard rank >= 2, extents.dropLast(2).allSatisfy({ $0 == 1 }), extents[rank - 2] == extents[rank - 1],
      extents[rank - 1] > 1
    else { return false }
    let width = extents[rank - 1]
    return numbers.indices.allSatisfy { index in
      index % width > index / width ? numbers[index] < -1e9 : numbers[index] == 0
    }
  }
}
