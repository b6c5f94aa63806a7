import Numerics
import Tensors

/// Scaled dot-product attention, `softmax(scale·Q Kᵀ + mask) V` for every head.
///
/// Vaswani et al. 2017, arXiv:1706.03762, eq. 1. Queries are `[n, heads, Q, D]`, keys `[n, heads, K, D]` and values
/// `[n, heads, K, E]`; with `causal` a position sees itself and what comes before it. A fourth input is a mask that is added
/// to the scores, `[1, 1, Q, K]` or with heads of its own.
package struct Attention: OperationKind {
  package static let kind = "attention"

  /// Usually `1/√D`.
  package let scale: Float
  package let causal: Bool

  package init(scale: Float, causal: Bool = false) {
    self.scale = scale
    self.causal = causal
  }

  package var arity: ClosedRange<Int> { 3...4 }
  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let (q, k, v) = (inputs[0], inputs[1], inputs[2])
    guard scale.isFinite, inputs.allSatisfy({ $0.rank == 4 && $0.element == .float32 }),
      [q, k, v].allSatisfy({
        $0.batchAxis == 0 && $0.extents[0] == q.extents[0] && $0.extents[1] == q.extents[1]
      }),
      q.extents[3] == k.extents[3], k.extents[2] == v.extents[2], !causal || q.extents[2] <= k.extents[2]
    else { return nil }
    if inputs.count > 3 {
      let mask = inputs[3]
      guard mask.batchAxis == nil, mask.extents[0] == 1, [1, q.extents[1]].contains(mask.extents[1]),
        Array(mask.extents[2...]) == [q.extents[2], k.extents[2]]
      else { return nil }
    }
    return q.with([q.extents[0], q.extents[1], q.extents[2], v.extents[3]])
  }

  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? {
    let (q, k) = (inputs[0], inputs[1])
    let scores = [q.extents[0], q.extents[1], q.extents[2], k.extents[2]]
    let products = [
      (scores + [q.extents[3]]).checkedProduct(), (scores + [output.extents[3]]).checkedProduct(),
    ]
    return products.contains(nil) ? nil : products.compactMap(\.self).checkedSum()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { AttentionRules(node, inputs, self) }

  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    var expansion = Expansion(inputs: inputs.count, parameters: 0)
    let keys = expansion.add("keys", .permute(0, 1, 3, 2), 1)
    let products = expansion.add("products", .matrixProduct, 0, keys)
    var scores = expansion.add("scores", .affine(scale: scale), products)
    if inputs.count > 3 { scores = expansion.add("masked", .arithmetic(.add), scores, 3) }
    let weights = expansion.add("weights", .softmax(causal: causal), scores)
    _ = expansion.add("sum", .matrixProduct, weights, 2)
    return expansion
  }
}

extension Operation {
  package static func attention(scale: Float, causal: Bool = false) -> Operation {
    Operation(Attention(scale: scale, causal: causal))
  }
}

/// Two products and the softmax between them in place, on strided views of queries, keys and values.
private final class AttentionRules: ForwardRules {
  private let node: Int
  private let inputs: [Int]
  private let attention: Attention

  init(_ node: Int, _ inputs: [Int], _ attention: Attention) {
    self.node = node
    self.inputs = inputs
    self.attention = attention
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let (queries, keys) = (plan.values[inputs[0]], plan.values[inputs[1]])
    let (q, k) = (queries.layout.extents, keys.layout.extents)
    let scores = try plan.reserve(.plain([q[0], q[1], q[2], k[2]]))
    try plan.appendProduct(queries, plan.transposed(keys, .forward), to: scores, .forward)
    let mask = inputs.count > 3 ? try plan.plain(plan.values[inputs[3]], .forward) : nil
    plan.append(
      SoftmaxStep(scores, scale: attention.scale, mask: mask, causal: attention.causal, to: scores),
      touching: [scores] + (mask.map { [$0] } ?? []), .forward)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    try plan.appendProduct(scores, plan.values[inputs[2]], to: result, .forward)
    return result
  }
}
