import Tensors

/// A row of a table for each index: token ids `[n, T]` become `[n, T, width]`.
///
/// The table is `[count, width]`, the node's own or the value of another node, so that the same table can be the weights of
/// the last layer.
package struct Embedding: OperationKind {
  package static let kind = "embedding"

  package let count: Int
  package let width: Int

  package init(count: Int, width: Int) {
    self.count = count
    self.width = width
  }

  package var arity: ClosedRange<Int> { 1...2 }

  private var table: ParameterSpecification {
    ParameterSpecification(suffix: "weight", shape: [count, width], role: .weight(filters: count))
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    guard inputs[0].element == .int32, count > 0, width > 0,
      ParameterSpecification.fit([table], inputs.dropFirst())
    else { return nil }
    return ValueShape(inputs[0].extents + [width], batchAxis: inputs[0].batchAxis)
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    inputs.count > 1 ? [] : [table]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { EmbeddingRules(node, inputs[0], self) }
}

extension Operation {
  package static func embedding(count: Int, width: Int) -> Operation {
    Operation(Embedding(count: count, width: width))
  }
}

/// Linear in the table: tangents are rows of its direction, and its gradient collects those of the rows.
private final class EmbeddingRules: NodeRules {
  private let node: Int
  private let input: Int
  private let embedding: Embedding

  init(_ node: Int, _ input: Int, _ embedding: Embedding) {
    self.node = node
    self.input = input
    self.embedding = embedding
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try gather(plan.parameter(plan.slots(of: node)[0]), plan, .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let direction = try plan.direction(plan.slots(of: node)[0], .tangent) else { return nil }
    return try gather(direction, plan, .tangent)
  }

  private func gather(
    _ table: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let indices = plan.values[input]
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    let count = indices.layout.extents.reduce(1, *)
    plan.append(
      ClosureStep { [embedding] in
        for position in 0..<count {
          let row = embedding.checked(indices.indices[position])
          (result.pointer + position * embedding.width)
            .update(from: table.pointer + row * embedding.width, count: embedding.width)
        }
      }, touching: [indices, table, result], phase)
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try scatter(gradient, plan, .backward)
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [] }
    return try scatter(change, plan, .tangentBackward)
  }

  private func scatter(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let slot = plan.slots(of: node)[0]
    let indices = plan.values[input]
    let rows = try plan.plain(gradient, phase)
    let result = try plan.reserve(plan.parameter(slot).layout)
    let count = indices.layout.extents.reduce(1, *)
    plan.append(
      ClosureStep { [embedding] in
        result.buffer.update(repeating: 0)
        for position in 0..<count {
          let target = result.pointer + embedding.checked(indices.indices[position]) * embedding.width
          let source = rows.pointer + position * embedding.width
          for i in 0..<embedding.width { target[i] += source[i] }
        }
      }, touching: [indices, rows, result], phase)
    var terms: [Memory?] = []
    plan.provide(result, for: slot, &terms, phase)
    return terms
  }
}

extension Embedding {
  /// The row of an index, which must be one of the table's.
  fileprivate func checked(_ index: Int32) -> Int {
    precondition((0..<count).contains(Int(index)), "index \(index) in a table of \(count) rows")
    return Int(index)
  }
}
