import Glibc

/// Attention with all that the operator can be asked for.
extension ONNXConstants {
  static let attention: [String: Function] = [
    "Attention": attentionLayer, "RotaryEmbedding": rotated, "LinearAttention": linearAttention,
  ]

  /// `[n, T, heads·D]` as `[n, heads, T, D]`.
  private static func split(_ x: ConstantTensor, heads: Int) throws(Refusal) -> ConstantTensor {
    guard x.rank == 3, heads > 0, x.extents[2] % heads == 0 else { throw Refusal("its heads do not fit") }
    return try x.shaped([x.extents[0], x.extents[1], heads, x.extents[2] / heads]).applying(
      .permute([0, 2, 1, 3]))
  }

  private static func merged(_ x: ConstantTensor) throws(Refusal) -> ConstantTensor {
    try x.applying(.permute([0, 2, 1, 3])).shaped([x.extents[0], x.extents[2], x.extents[1] * x.extents[3]])
  }

  /// One after another along an axis.
  private static func joined(_ a: ConstantTensor, _ b: ConstantTensor, axis: Int) throws(Refusal)
    -> ConstantTensor
  {
    let inner = a.extents[(axis + 1)...].reduce(1, *)
    guard a.rank == b.rank, a.extents.indices.allSatisfy({ $0 == axis || a.extents[$0] == b.extents[$0] })
    else {
      throw Refusal("its cache does not fit")
    }
    let (n, m) = (a.extents[axis] * inner, b.extents[axis] * inner)
    var extents = a.extents
    extents[axis] += b.extents[axis]
    var numbers: [Double] = []
    for row in 0..<a.extents[..<axis].reduce(1, *) {
      numbers += a.numbers[row * n..<(row + 1) * n]
      numbers += b.numbers[row * m..<(row + 1) * m]
    }
    return ConstantTensor(a.kind, numbers, extents: extents)
  }

  /// What is added to the scores of queries and keys: masks, and minus infinity for what comes later or is no key.
  private static func scoreOffsets(
    _ c: ConstantCall, samples: Int, queries: Int, keys: Int, past: Int
  ) throws(Refusal) -> ConstantTensor {
    var result = try ConstantTensor.filled(0, .float, extents: [samples, 1, queries, keys])
    if let mask = c.optional(3) {
      guard let width = mask.extents.last, width <= keys, mask.rank <= 4 else {
        throw Refusal("its mask does not fit")
      }
      let isBoolean = mask.kind == .boolean
      let own = try mask.mapped(kind: .float) { isBoolean ? $0 == 0 ? -.infinity : 0 : $0 }
      let wide = try own.mappingLines(mask.rank - 1, count: keys) { _, line throws(Refusal) in
        line + Array(repeating: -.infinity, count: keys - line.count)
      }
      result = try .sum(result, wide)
    }
    let isCausal = try c.integer("is_causal", or: 0) == 1
    let counts = c.optional(6)?.numbers
    guard counts.map({ $0.count == samples }) ?? true else { throw Refusal("its numbers of keys do not fit") }
    let rows = result.count / max(samples, 1)
    for index in result.numbers.indices {
      let (key, query) = (index % keys, index / keys % queries)
      let isLater = isCausal && key > query + past
      let isMissing = counts.map { Double(key) >= $0[index / rows] } ?? false
      if isLater || isMissing { result.numbers[index] = -.infinity }
    }
    return result
  }

  @Sendable private static func attentionLayer(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    guard !c.call.node.operation.hasPrefix("com.microsoft") else {
      throw Refusal("the operator is not supported")
    }
    var (q, k, v) = (try c[0], try c[1], try c[2])
    let isFlat = q.rank == 3
    if isFlat {
      let heads = try c.integer("kv_num_heads", or: 1)
      (q, k, v) = (
        try split(q, heads: try c.integer("q_num_heads", or: 1)), try split(k, heads: heads),
        try split(v, heads: heads)
      )
    }
    var past = 0
    if let cache = c.optional(4), cache.rank == 4 {
      past = cache.extents[2]
      k = try joined(cache, k, axis: 2)
    }
    if let cache = c.optional(5), cache.rank == 4 { v = try joined(cache, v, axis: 2) }
    guard q.rank == 4, k.rank == 4, v.rank == 4, k.extents[1] == v.extents[1], k.extents[1] > 0,
      q.extents[1] % k.extents[1] == 0, q.extents[3] > 0
    else { throw Refusal("its heads do not fit") }
    let share = q.extents[1] / k.extents[1]
    func repeated(_ x: ConstantTensor) throws(Refusal) -> ConstantTensor {
      guard share > 1 else { return x }
      let (n, h, t, d) = (x.extents[0], x.extents[1], x.extents[2], x.extents[3])
      return try x.shaped([n, h, 1, t, d]).broadcast(to: [n, h, share, t, d]).shaped([n, h * share, t, d])
    }
    let scale = try c.call.number("scale") ?? 1 / Double(q.extents[3]).squareRoot()
    var scores = try ConstantTensor.matrixProduct(q, try repeated(k).applying(.permute([0, 1, 3, 2]))).mapped
    { $0 * scale }
    let mode = try c.integer("qk_matmul_output_mode", or: 0)
    var shown = scores
    let cap = try c.number("softcap", or: 0)
    // Opset 23 had the cap after the mask; that was an error of its text, which later versions changed.
    if cap > 0 { scores = try scores.mapped { cap * tanh($0 / cap) } }
    if mode == 1 || cap > 0 { shown = scores }
    let offsets = try scoreOffsets(
      c, samples: q.extents[0], queries: q.extents[2], keys: k.extents[2], past: past)
    scores = try .sum(scores, offsets)
    if mode == 2 { shown = scores }
    let weights = try scores.mappingLines(3, count: scores.extents[3]) { _, line throws(Refusal) in
      let largest = line.max() ?? 0
      let powers = line.map { largest == -.infinity ? 0 : exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { sum > 0 ? $0 / sum : 0 }
    }
    if mode == 3 { shown = weights }
    let result = try ConstantTensor.matrixProduct(weights, try repeated(v))
    return [isFlat ? try merged(result) : result, k, v, shown]
  }

  /// Pairs of numbers turned by angles that grow with the position.
  ///
  /// Su et al. 2021, arXiv:2104.09864, §3.2.
  @Sendable private static func rotated(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    guard !c.call.node.operation.hasPrefix("com.microsoft") else {
      throw Refusal("the operator is not supported")
    }
    let given = try c[0]
    let x = given.rank == 3 ? try split(given, heads: try c.integer("num_heads", or: 1)) : given
    guard x.rank == 4 else { throw Refusal("its input has no heads") }
    let (samples, heads, steps, width) = (x.extents[0], x.extents[1], x.extents[2], x.extents[3])
    let turned = try c.call.integer("rotary_embedding_dim").flatMap { $0 == 0 ? nil : $0 } ?? width
    let isInterleaved = try c.integer("interleaved", or: 0) == 1
    let half = turned / 2
    guard turned > 0, turned % 2 == 0, turned <= width else { throw Refusal("its width does not fit") }
    /// Numbers for each sample and step.
    func table(_ position: Int) throws(Refusal) -> ConstantTensor {
      let table = try c[position]
      guard table.extents.last == half, half > 0 else { throw Refusal("its tables do not fit") }
      guard let ids = c.optional(3) else { return try table.shaped([samples, steps, half]) }
      let rows = try ids.positions(within: table.count / half)
      guard rows.count == samples * steps else { throw Refusal("its positions do not fit") }
      return table.picking(rows.flatMap { $0 * half..<($0 + 1) * half }, extents: [samples, steps, half])
    }
    let (cosines, sines) = (try table(1), try table(2))
    var result = x
    for row in 0..<samples * heads * steps {
      let sample = row / (heads * steps)
      let place = (sample * steps + row % steps) * half
      for i in 0..<half {
        let first = row * width + (isInterleaved ? 2 * i : i)
        let second = row * width + (isInterleaved ? 2 * i + 1 : i + half)
        let (a, b) = (x.numbers[first], x.numbers[second])
        result.numbers[first] = cosines.numbers[place + i] * a - sines.numbers[place + i] * b
        result.numbers[second] = sines.numbers[place + i] * a + cosines.numbers[place + i] * b
      }
    }
    return [given.rank == 3 ? try merged(result) : result]
  }

  /// Attention by a state that is written at each step, with decay and correction where the rule has them.
  ///
  /// Yang et al. 2024, arXiv:2412.06464, table 1.
  @Sendable private static func linearAttention(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (queryHeads, heads) = (try c.integer("q_num_heads", or: 1), try c.integer("kv_num_heads", or: 1))
    let (q, k, v) = (
      try split(try c[0], heads: queryHeads), try split(try c[1], heads: heads),
      try split(try c[2], heads: heads)
    )
    let (samples, steps, width, depth) = (k.extents[0], k.extents[2], k.extents[3], v.extents[3])
    guard queryHeads % heads == 0, q.extents[0] == samples, v.extents[0] == samples, q.extents[2] == steps,
      v.extents[2] == steps, q.extents[3] == width, width > 0, depth > 0
    else { throw Refusal("its heads do not fit") }
    let rule = c.call.text("update_rule") ?? "gated_delta"
    guard ["linear", "gated", "delta", "gated_delta"].contains(rule) else {
      throw Refusal("the rule \(rule) is not supported")
    }
    let decay = rule.hasPrefix("gated") ? try c[4] : nil
    let rate = rule.hasSuffix("delta") ? try c[5] : nil
    let decays = decay.flatMap(\.extents.last) ?? 0
    guard
      decay.map({ $0.extents == [samples, steps, heads] || $0.extents == [samples, steps, heads * width] })
        ?? true,
      rate.map({ $0.extents == [samples, steps, heads] || $0.extents == [samples, steps, 1] }) ?? true
    else { throw Refusal("its decay does not fit") }
    var state = try c.optional(3, orZerosOf: [samples, heads, width, depth])
    guard state.extents == [samples, heads, width, depth] else { throw Refusal("its state does not fit") }
    let given = try c.number("scale", or: 0)
    let scale = given == 0 ? 1 / Double(width).squareRoot() : given
    var result = try ConstantTensor.filled(0, .float, extents: [samples, queryHeads, steps, depth])
    for head in 0..<samples * heads {
      let (sample, own) = (head / heads, head % heads)
      for step in 0..<steps {
        let row = sample * steps + step
        let (key, value) = ((head * steps + step) * width, (head * steps + step) * depth)
        func place(_ i: Int, _ j: Int) -> Int { (head * width + i) * depth + j }
        if let decay {
          for i in 0..<width {
            let factor = exp(decay.numbers[row * decays + (decays == heads ? own : own * width + i)])
            for j in 0..<depth { state.numbers[place(i, j)] *= factor }
          }
        }
        for j in 0..<depth {
          var written = v.numbers[value + j]
          if let rate {
            let known = (0..<width).reduce(0.0) { $0 + state.numbers[place($1, j)] * k.numbers[key + $1] }
            written = rate.numbers[rate.extents[2] == 1 ? row : row * heads + own] * (written - known)
          }
          for i in 0..<width { state.numbers[place(i, j)] += k.numbers[key + i] * written }
        }
        let share = queryHeads / heads
        for reader in 0..<share {
          let line = ((sample * queryHeads + own * share + reader) * steps + step)
          for j in 0..<depth {
            result.numbers[line * depth + j] =
              scale
              * (0..<width).reduce(0.0) { $0 + q.numbers[line * width + $1] * state.numbers[place($1, j)] }
          }
        }
      }
    }
    return [try merged(result), state]
  }
}
