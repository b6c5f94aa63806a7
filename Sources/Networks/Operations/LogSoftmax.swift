import Glibc
import Tensors

/// The logarithm of softmax over the last axis, `x − log Σ eˣ`, finite for all finite numbers.
package struct LogSoftmax: OperationKind {
  package static let kind = "log-softmax"

  package init() {}

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    return shape.element == .float32 && shape.rank >= 2 && shape.batchAxis != shape.rank - 1 ? shape : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { LogSoftmaxRules(node, inputs[0]) }
}

extension Operation {
  package static let logSoftmax = Operation(LogSoftmax())
}

/// The logarithm of softmax; `s = eʸ`, and sums go over each row.
///
/// - tangent: `ẏ = ẋ − Σ s ẋ`
/// - backward: `x̄ = ȳ − s Σ ȳ`
/// - its derivative: `ȳ' − s Σ ȳ' − s ẏ Σ ȳ`
private final class LogSoftmaxRules: NodeRules {
  private let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], .forward)
    let result = try plan.reserve(source.layout)
    append(to: result, touching: [source], plan, .forward) { row in
      let (x, y) = (source.pointer, result.pointer)
      let largest = row.reduce(-Float.infinity) { max($0, x[$1]) }
      // Differences first: where the sum of the exponentials is small, nothing of it is lost beside a large number.
      let total = row.reduce(0.0) { $0 + Double(expf(x[$1] - largest)) }
      let shift = Double(largest) + log(total)
      for i in row { y[i] = Float(Double(x[i]) - shift) }
    }
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    let value = try plan.plain(plan.values[node], .tangent)
    let moved = try plan.plain(tangent, .tangent)
    let result = try plan.reserve(value.layout)
    append(to: result, touching: [value, moved], plan, .tangent) { row in
      let (y, u, target) = (value.pointer, moved.pointer, result.pointer)
      let mean = row.reduce(0.0) { $0 + exp(Double(y[$1])) * Double(u[$1]) }
      for i in row { target[i] = Float(Double(u[i]) - mean) }
    }
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try pulled(gradient, nil, along: nil, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let tangent = plan.tangents[node]
    guard change != nil || tangent != nil else { return [nil] }
    return [try pulled(change, gradient, along: tangent, plan, .tangentBackward)]
  }

  /// `u − s Σ u − s ẏ Σ ȳ`, the parts of what is given.
  private func pulled(
    _ vector: Memory?, _ gradient: Memory?, along tangent: Memory?, _ plan: PlanCompiler,
    _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    func plain(_ memory: Memory?) throws(KernelError) -> Memory? {
      guard let memory else { return nil }
      return try plan.plain(memory, phase)
    }
    let value = try plan.plain(plan.values[node], phase)
    let vector = try plain(vector)
    let moved = try plain(tangent)
    let bar = moved == nil ? nil : try plain(gradient)
    let result = try plan.reserve(value.layout)
    append(to: result, touching: [value, vector, bar, moved].compactMap(\.self), plan, phase) { row in
      let (y, u, g, dy) = (value.pointer, vector?.pointer, bar?.pointer, moved?.pointer)
      let sum = row.reduce(0.0) { $0 + Double(u?[$1] ?? 0) }
      let total = row.reduce(0.0) { $0 + Double(g?[$1] ?? 0) }
      for i in row {
        let factor = sum + Double(dy?[i] ?? 0) * total
        result.pointer[i] = Float(Double(u?[i] ?? 0) - exp(Double(y[i])) * factor)
      }
    }
    return result
  }

  /// Appends work on each row of a tensor.
  private func append(
    to result: Memory, touching others: [Memory], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase,
    _ body: @escaping (Range<Int>) -> Void
  ) {
    let width = result.layout.extents[result.layout.extents.count - 1]
    plan.append(
      ClosureStep {
        for start in stride(from: 0, to: result.buffer.count, by: width) { body(start..<start + width) }
      }, touching: others + [result], phase)
  }
}
