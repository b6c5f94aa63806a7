import Numerics
import Tensors

/// Scaled dot-product attention, `softmax(scale·Q Kᵀ + mask) V` for every head.
///
/// Vaswani et al. 2017, arXiv:1706.03762, eq. 1. Queries are `[n, heads, Q, D]`, keys `[n, heads, K, D]` and values
/// `[n, heads, K, E]`; with `causal` a position sees itself and what comes before it. Keys and values may have fewer heads, each of
/// which serves as many neighbouring heads of the queries (Ainslie et al. 2023, arXiv:2305.13245). A fourth input is a mask
/// that is added to the scores, `[n, heads, Q, K]` with 1 in place of any of the first three, and without samples where it is
/// the same for all.
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
      [q, k, v].allSatisfy({ $0.batchAxis == 0 && $0.extents[0] == q.extents[0] }),
      k.extents[1] == v.extents[1], q.extents[1] % k.extents[1] == 0, q.extents[3] == k.extents[3],
      k.extents[2] == v.extents[2], !causal || q.extents[2] <= k.extents[2]
    else { return nil }
    if inputs.count > 3 {
      let mask = inputs[3]
      guard
        mask.batchAxis == nil ? mask.extents[0] == 1 : mask.batchAxis == 0 && mask.extents[0] == q.extents[0],
        [1, q.extents[1]].contains(mask.extents[1]), [1, q.extents[2]].contains(mask.extents[2]),
        mask.extents[3] == k.extents[2]
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
    let (q, k, v) = (inputs[0].extents, inputs[1].extents, inputs[2].extents)
    // The rows of heads that share keys are those of one matrix.
    let isGrouped = q[1] != k[1]
    let rows = q[1] / k[1] * q[2]
    var expansion = Expansion(inputs: inputs.count, parameters: 0)
    var queries = 0
    if isGrouped { queries = expansion.add("queries", .reshape([q[0], k[1], rows, q[3]]), queries) }
    let keys = expansion.add("keys", .permute(0, 1, 3, 2), 1)
    let products = expansion.add("products", .matrixProduct, queries, keys)
    var scores = expansion.add("scores", .affine(scale: scale), products)
    if isGrouped { scores = expansion.add("heads", .reshape([q[0], q[1], q[2], k[2]]), scores) }
    if inputs.count > 3 { scores = expansion.add("masked", .arithmetic(.add), scores, 3) }
    var weights = expansion.add("weights", .softmax(causal: causal), scores)
    if isGrouped { weights = expansion.add("groups", .reshape([q[0], k[1], rows, k[2]]), weights) }
    let sum = expansion.add("sum", .matrixProduct, weights, 2)
    if isGrouped { _ = expansion.add("result", .reshape([q[0], q[1], q[2], v[3]]), sum) }
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
    let (queries, keys, values) = (
      plan.values[inputs[0]], plan.values[inputs[1]], plan.values[inputs[2]]
    )
    let (q, k) = (queries.layout.extents, keys.layout.extents)
    // The rows of heads that share keys are those of one matrix.
    let rows = q[1] / k[1] * q[2]
    let matrices =
      q[1] == k[1] ? queries : try plan.reshaped(queries, to: [q[0], k[1], rows, q[3]], .forward)
    let scores = try plan.reserve(.plain([q[0], q[1], q[2], k[2]]))
    let products = try plan.reshaped(scores, to: [q[0], k[1], rows, k[2]], .forward)
    try plan.appendProduct(matrices, plan.transposed(keys, .forward), to: products, .forward)
    let mask = inputs.count > 3 ? try plan.plain(plan.values[inputs[3]], .forward) : nil
    plan.append(
      SoftmaxStep(scores, scale: attention.scale, mask: mask, causal: attention.causal, to: scores),
      touching: [scores] + (mask.map { [$0] } ?? []), .forward)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    let sums = try plan.reshaped(result, to: [q[0], k[1], rows, values.layout.extents[3]], .forward)
    try plan.appendProduct(products, values, to: sums, .forward)
    return result
  }
}
