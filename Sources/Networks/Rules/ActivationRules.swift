import Tensors

/// Elementwise functions `y = f(x)`, with every derivative written in terms of `y`.
///
/// - tangent: `ẏ = f′ ẋ`
/// - backward: `x̄ = f′ ȳ`
/// - its derivative: `f′ ȳ' + f″ ẋ ȳ`
///
/// | f | f′ | f″ ẋ |
/// |---|---|---|
/// | ReLU | 1 where y > 0 | 0 |
/// | tanh | 1 − y² | −2 y ẏ |
/// | sigmoid | y (1 − y) | (1 − 2y) ẏ |
final class ActivationRules: NodeRules {
  private let node: Int
  private let input: Int
  private let activation: Activation

  init(_ node: Int, _ input: Int, _ activation: Activation) {
    self.node = node
    self.input = input
    self.activation = activation
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    guard !plan.isFusedRectifier(node) else { return source }
    let result = try plan.reserve(source.layout)
    try plan.append(
      forwardKernel(plan, source.layout), [(.source, source), (.destination, result)], .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try timesDerivative(tangent, plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory] {
    // Batch normalization that rectifies keeps a mask and applies it in its own backward kernel.
    if plan.isFusedRectifier(node), case .batchNormalization = plan.graph.nodes[input].operation {
      return [gradient]
    }
    return [try timesDerivative(gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    var result: Memory?
    if let change { result = try timesDerivative(change, plan, .tangentBackward) }
    guard activation != .relu, let tangent = plan.tangents[node] else { return [result] }
    let value = plan.values[node]
    let target: Memory
    if let result { target = result } else { target = try plan.reserve(value.layout) }
    plan.append(
      SecondDerivativeStep(
        activation, value: value, tangent: tangent, gradient: gradient, result: target,
        accumulates: result != nil),
      touching: [value, tangent, gradient, target], .tangentBackward)
    return [target]
  }

  /// `f′ · vector`, by the library's backward kernel, which needs `y` only.
  private func timesDerivative(
    _ vector: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let value = plan.values[node]
    let vector = try plan.convert(vector, to: value.layout, phase)
    let result = try plan.reserve(value.layout)
    let kernel = try KernelDescription.elementwise(
      plan.schedule.device, activation.function, value.layout, hint: forwardKernel(plan, value.layout))
    try plan.append(
      kernel,
      [(.destination, value), (.gradientOfDestination, vector), (.gradientOfSource, result)], phase)
    return result
  }

  private func forwardKernel(_ plan: PlanCompiler, _ layout: Layout) throws(KernelError) -> KernelDescription
  {
    try .elementwise(plan.schedule.device, activation.function, layout)
  }
}

extension Activation {
  /// The kernel library's name for the function.
  var function: ElementwiseFunction {
    switch self {
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    }
  }
}

/// Adds `f″ ẋ ȳ` to, or stores it in, the derivative of a gradient.
private final class SecondDerivativeStep: Step {
  private let activation: Activation
  private let value: Memory
  private let tangent: Memory
  private let gradient: Memory
  private let result: Memory
  private let accumulates: Bool

  init(
    _ activation: Activation, value: Memory, tangent: Memory, gradient: Memory, result: Memory,
    accumulates: Bool
  ) {
    self.activation = activation
    self.value = value
    self.tangent = tangent
    self.gradient = gradient
    self.result = result
    self.accumulates = accumulates
  }

  func run() {
    let y = value.buffer
    let dy = tangent.buffer
    let bar = gradient.buffer
    let target = result.buffer
    for i in y.indices {
      let curvature =
        switch activation {
        case .relu: Float(0)
        case .tanh: -2 * y[i] * dy[i] * bar[i]
        case .sigmoid: (1 - 2 * y[i]) * dy[i] * bar[i]
        }
      target[i] = accumulates ? target[i] + curvature : curvature
    }
  }
}
