import Tensors

/// The mean over height and width: `C×H×W → C`.
package struct GlobalAveragePooling: OperationKind {
  package static let kind = "global-average-pooling"

  package init() {}

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    inputs[0].isImage || inputs[0].isVector
      ? ValueShape(SampleShape(channels: inputs[0].sample.channels)) : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { GlobalPoolingRules(node, inputs[0]) }
}

extension Operation {
  package static let globalAveragePooling = Operation(GlobalAveragePooling())
}

/// The rules of pooling with a window that is the whole image.
private final class GlobalPoolingRules: NodeRules {
  private let node: Int
  private let input: Int
  private var pooling: PoolingRules?

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  private func rules(_ plan: PlanCompiler) -> PoolingRules {
    if let pooling { return pooling }
    let shape = plan.graph.shapes[input]
    let window = Window(
      kernel: Extent2(height: shape.height, width: shape.width), stride: 1, padding: 0, dilation: 1)
    let result = PoolingRules(node, input, window, isMaximum: false)
    pooling = result
    return result
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory { try rules(plan).forward(plan) }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? { try rules(plan).tangent(plan) }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try rules(plan).backward(gradient, plan)
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    try rules(plan).tangentBackward(gradient, change, plan)
  }
}
