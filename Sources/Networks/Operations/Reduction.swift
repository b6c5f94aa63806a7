import Tensors

/// The sum, mean, product, maximum or minimum over axes, which are not that of the batch; reduced axes stay with an extent of 1.
package struct Reduction: OperationKind {
  package static let kind = "reduction"

  package enum Function: String, Codable, Hashable, Sendable {
    case sum
    case mean
    /// The largest number, NaN where there is one; the derivative is that of the first largest.
    case maximum
    /// The smallest number, in the same way.
    case minimum
    case product
  }

  package let function: Function
  /// Rising.
  package let axes: [Int]

  package init(_ function: Function, axes: [Int]) {
    self.function = function
    self.axes = axes
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard !axes.isEmpty, Set(axes).count == axes.count, shape.element == .float32,
      axes.allSatisfy({ shape.extents.indices.contains($0) && $0 != shape.batchAxis })
    else { return nil }
    return shape.with(shape.extents.enumerated().map { axes.contains($0) ? 1 : $1 })
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    switch function {
    case .sum, .mean: ReductionRules(node, inputs[0], self)
    case .maximum, .minimum: ExtremumRules(node, inputs[0], self)
    case .product: ProductRules(node, inputs[0], self)
    }
  }

  /// Neighbouring axes, the last ones first: one after another they give the same.
  var groups: [[Int]] {
    var result: [[Int]] = []
    for axis in axes.sorted(by: >) {
      if let first = result.last?.first, first == axis + 1 {
        result[result.count - 1].insert(axis, at: 0)
      } else {
        result.append([axis])
      }
    }
    return result
  }

  package func expansion(of _: [ValueShape]) -> Expansion? {
    guard function != .sum, function != .mean, groups.count > 1 else { return nil }
    var expansion = Expansion(inputs: 1, parameters: 0)
    var source = 0
    for (index, group) in groups.enumerated() {
      source = expansion.add("axes \(index)", Operation(Reduction(function, axes: group)), source)
    }
    return expansion
  }
}

extension Operation {
  package static func mean(axes: Int...) -> Operation { Operation(Reduction(.mean, axes: axes)) }
  package static func sum(axes: Int...) -> Operation { Operation(Reduction(.sum, axes: axes)) }
  package static func maximum(axes: Int...) -> Operation { Operation(Reduction(.maximum, axes: axes)) }
  package static func minimum(axes: Int...) -> Operation { Operation(Reduction(.minimum, axes: axes)) }
  package static func product(axes: Int...) -> Operation { Operation(Reduction(.product, axes: axes)) }
}

private final class ReductionRules: LinearRules {
  let node: Int
  private let input: Int
  private let reduction: Reduction

  init(_ node: Int, _ input: Int, _ reduction: Reduction) {
    self.node = node
    self.input = input
    self.reduction = reduction
  }

  /// What each number is multiplied by.
  private func factor(_ plan: PlanCompiler) -> Float {
    guard reduction.function == .mean else { return 1 }
    return 1 / Float(reduction.axes.reduce(1) { $0 * plan.graph.values[input].extents[$1] })
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let source = inputs[0] else { preconditionFailure("a sum of nothing") }
    let plain = try plan.plain(source, phase)
    return try plan.productSum(
      [.init(plain, factor: factor(plan))], over: plain.layout.extents,
      to: plan.graph.values[node].extents(batch: plan.batch), phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let extents = plan.graph.values[input].extents(batch: plan.batch)
    let plain = try plan.plain(gradient, phase)
    return [
      try plan.productSum([.init(plain, factor: factor(plan))], over: extents, to: extents, phase)
    ]
  }
}
