import Tensors

/// 1 where two numbers are in a relation, else 0, with derivative 0; operands are repeated as in `Arithmetic`.
package struct Comparison: OperationKind {
  package static let kind = "comparison"

  package enum Function: String, CaseIterable, Codable, Hashable, Sendable {
    case less
    case lessOrEqual = "less-or-equal"
    case greater
    case greaterOrEqual = "greater-or-equal"
    case equal
    case notEqual = "not-equal"
  }

  package let function: Function

  package init(_ function: Function) { self.function = function }

  package var arity: ClosedRange<Int> { 2...2 }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? { ValueShape.repeated(inputs) }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ComparisonRules(node, inputs, function) }
}

extension Operation {
  package static func comparison(_ function: Comparison.Function) -> Operation {
    Operation(Comparison(function))
  }
}

private final class ComparisonRules: NodeRules {
  private let node: Int
  private let inputs: [Int]
  private let function: Comparison.Function

  init(_ node: Int, _ inputs: [Int], _ function: Comparison.Function) {
    self.node = node
    self.inputs = inputs
    self.function = function
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    let a = try plan.repeated(plan.values[inputs[0]], over: extents, .forward)
    let b = try plan.repeated(plan.values[inputs[1]], over: extents, .forward)
    let result = try plan.reserve(.plain(extents))
    plan.append(
      ClosureStep { [function] in
        switch function {
        case .less: Self.fill(result, a, b) { $0 < $1 }
        case .lessOrEqual: Self.fill(result, a, b) { $0 <= $1 }
        case .greater: Self.fill(result, a, b) { $0 > $1 }
        case .greaterOrEqual: Self.fill(result, a, b) { $0 >= $1 }
        case .equal: Self.fill(result, a, b) { $0 == $1 }
        case .notEqual: Self.fill(result, a, b) { $0 != $1 }
        }
      }, touching: [a, b, result], .forward)
    return result
  }

  @inline(__always)
  private static func fill(_ result: Memory, _ a: Memory, _ b: Memory, _ body: (Float, Float) -> Bool) {
    let (x, y, target) = (a.pointer, b.pointer, result.pointer)
    for i in 0..<result.buffer.count { target[i] = body(x[i], y[i]) ? 1 : 0 }
  }

  func tangent(_: PlanCompiler) throws(KernelError) -> Memory? { nil }

  func backward(_: Memory, _: PlanCompiler) throws(KernelError) -> [Memory?] { [] }

  func tangentBackward(_: Memory, _: Memory?, _: PlanCompiler) throws(KernelError) -> [Memory?] { [] }
}
