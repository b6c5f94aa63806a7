import Tensors

/// `scale·x + shift` with constants, number by number.
package struct Affine: OperationKind {
  package static let kind = "affine"

  package let scale: Float
  package let shift: Float

  package init(scale: Float, shift: Float = 0) {
    self.scale = scale
    self.shift = shift
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    scale.isFinite && shift.isFinite && inputs[0].element == .float32 ? inputs[0] : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { AffineRules(node, self) }
}

extension Operation {
  package static func affine(scale: Float, shift: Float = 0) -> Operation {
    Operation(Affine(scale: scale, shift: shift))
  }
}

private final class AffineRules: LinearRules {
  let node: Int
  private let affine: Affine

  init(_ node: Int, _ affine: Affine) {
    self.node = node
    self.affine = affine
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a multiple of nothing") }
    // Tangents are not shifted.
    return try scaled(input, shift: phase == .forward ? affine.shift : 0, plan, phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    [try scaled(gradient, shift: 0, plan, phase)]
  }

  private func scaled(
    _ source: Memory, shift: Float, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let source = try plan.plain(source, phase)
    let result = try plan.reserve(source.layout)
    plan.append(
      ClosureStep { [scale = affine.scale] in
        let (x, y) = (source.buffer, result.buffer)
        for i in x.indices { y[i] = scale * x[i] + shift }
      }, touching: [source, result], phase)
    return result
  }
}
