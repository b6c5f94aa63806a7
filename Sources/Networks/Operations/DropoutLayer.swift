import Numerics
import Tensors

/// Dropout of units.
package struct DropoutLayer: OperationKind {
  package static let kind = "dropout"

  package let dropout: Dropout

  package init(_ dropout: Dropout) { self.dropout = dropout }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    dropout.isWithinLimits && inputs[0].batchAxis == 0 && inputs[0].extents[0] == 1 ? inputs[0] : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { DropoutRules(node, inputs[0], dropout) }

  package init(from decoder: any Decoder) throws { dropout = try Dropout(from: decoder) }

  package func encode(to encoder: any Encoder) throws { try dropout.encode(to: encoder) }
}

extension Operation {
  package static func dropout(_ dropout: Dropout) -> Operation { Operation(DropoutLayer(dropout)) }
}

/// Dropout `y = m ∘ x`, with the mask `m` of the pass in training and a constant in inference.
///
/// The product is linear, so that all rules are it again: `ẏ = m ∘ ẋ`, `x̄ = m ∘ ȳ`, and the derivative `m ∘ ȳ'`.
private final class DropoutRules: NodeRules {
  private let node: Int
  private let input: Int
  private let dropout: Dropout
  /// The mask in the layout of the value; nil in inference.
  private var mask: Memory?

  init(_ node: Int, _ input: Int, _ dropout: Dropout) {
    self.node = node
    self.input = input
    self.dropout = dropout
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    if plan.dropsOut {
      // Drawn in row-major order, whatever the kernels' own: the same units are dropped on every machine.
      let plain = try plan.reserve(.plain(source.layout.extents))
      let count = plan.graph.values[node].count
      plan.append(
        ClosureStep { [node = plan.origins[node], dropout, masks = plan.masks, batch = plan.batch] in
          for sample in 0..<batch {
            let numbers = UnsafeMutableBufferPointer(start: plain.pointer + sample * count, count: count)
            dropout.fill(numbers, masks.stream.generator(node: node, sample: sample))
          }
        }, touching: [plain], .forward)
      mask = try plan.convert(plain, to: source.layout, .forward)
    }
    return try times(source, plan, .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try times(plan.convert(tangent, to: plan.values[input].layout, .tangent), plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try times(gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [nil] }
    return [try times(change, plan, .tangentBackward)]
  }

  private func times(
    _ vector: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    try plan.multiply(vector, by: mask, factor: dropout.inferenceFactor, phase)
  }
}

/// The masks that the passes of a plan use, for its steps to read.
final class MaskSource {
  var stream = MaskStream()
}

extension PlanCompiler {
  /// `mask ∘ vector`, or `factor · vector` without a mask; the vector itself when that changes nothing.
  func multiply(
    _ vector: Memory, by mask: Memory?, factor: Float, _ phase: Phase
  ) throws(KernelError) -> Memory {
    guard mask != nil || factor != 1 else { return vector }
    let result = try reserve(vector.layout)
    append(
      MultiplyStep(vector, by: mask, factor: factor, to: result),
      touching: [vector, mask, result].compactMap(\.self), phase)
    return result
  }
}

/// `result ← mask ∘ x`, or `factor · x` without a mask; all of one layout.
private final class MultiplyStep: Step {
  private let x: Memory
  private let mask: Memory?
  private let factor: Float
  private let result: Memory

  init(_ x: Memory, by mask: Memory?, factor: Float, to result: Memory) {
    self.x = x
    self.mask = mask
    self.factor = factor
    self.result = result
  }

  func run() {
    let x = UnsafeBufferPointer(self.x.buffer)
    if let mask {
      VectorMath.multiply(UnsafeBufferPointer(mask.buffer), x, into: result.buffer)
    } else {
      withUnsafePointer(to: factor) {
        VectorMath.scaleRows(x, by: UnsafeBufferPointer(start: $0, count: 1), into: result.buffer)
      }
    }
  }
}
