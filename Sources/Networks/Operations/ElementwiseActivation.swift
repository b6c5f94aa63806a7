import Glibc
import Tensors

/// An activation applied to each number on its own; PReLU has a learned slope for each channel.
package struct ElementwiseActivation: OperationKind {
  package static let kind = "activation"

  package let function: Activation

  package init(_ function: Activation) { self.function = function }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    function != .prelu || inputs[0].isImage || inputs[0].isVector ? inputs[0] : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    guard function == .prelu else { return [] }
    return [
      ParameterSpecification(suffix: "weight", shape: [inputs[0].sample.channels], role: .activationSlope)
    ]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    function == .prelu
      ? PReLURules(node, inputs[0]) : ActivationRules(node, inputs[0], function)
  }
}

extension Operation {
  package static func activation(_ function: Activation) -> Operation {
    Operation(ElementwiseActivation(function))
  }

  /// The activation, if that is what the operation is.
  package var activation: Activation? { self.as(ElementwiseActivation.self)?.function }
}

/// Elementwise functions `y = f(x)`, with the derivatives written in terms of `y` where that is possible.
///
/// - tangent: `ẏ = f′ ẋ`
/// - backward: `x̄ = f′ ȳ`
/// - its derivative: `f′ ȳ' + f″ ẋ ȳ`
///
/// | f | f′ | f″ ẋ |
/// |---|---|---|
/// | ReLU | 1 where y > 0 | 0 |
/// | leaky ReLU of slope a | 1 where y > 0, else a | 0 |
/// | ELU of scale a | 1 where y > 0, else y + a | 0 where y > 0, else ẏ |
/// | GELU | Φ(x) + x φ(x) | φ(x) (2 − x²) ẋ |
/// | SiLU, with σ of x | σ (1 + x (1 − σ)) | σ (1 − σ) (2 + x (1 − 2σ)) ẋ |
/// | tanh | 1 − y² | −2 y ẏ |
/// | sigmoid | y (1 − y) | (1 − 2y) ẏ |
private final class ActivationRules: NodeRules {
  private let node: Int
  private let input: Int
  private let activation: Activation
  private let function: ElementwiseFunction

  init(_ node: Int, _ input: Int, _ activation: Activation) {
    guard let function = activation.function else {
      preconditionFailure("\(activation.name) has parameters, and rules of its own")
    }
    self.node = node
    self.input = input
    self.activation = activation
    self.function = function
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

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    // Batch normalization that rectifies keeps a mask and applies it in its own backward kernel.
    if plan.isFusedRectifier(node), plan.graph.nodes[input].operation.as(BatchNormalization.self) != nil {
      return [gradient]
    }
    return [try timesDerivative(gradient, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    var result: Memory?
    if let change { result = try timesDerivative(change, plan, .tangentBackward) }
    let inner = function.backwardTakesSource
    guard activation.isCurved, let tangent = inner ? plan.tangents[input] : plan.tangents[node] else {
      return [result]
    }
    let value = inner ? plan.values[input] : plan.values[node]
    let change = try plan.convert(tangent, to: value.layout, .tangentBackward)
    let target: Memory
    if let result { target = result } else { target = try plan.reserve(value.layout) }
    plan.append(
      SecondDerivativeStep(
        activation, value: value, tangent: change, gradient: gradient, result: target,
        accumulates: result != nil),
      touching: [value, change, gradient, target], .tangentBackward)
    return [target]
  }

  /// `f′ · vector`, by the library's backward kernel, which needs `y` only, or `x` only.
  private func timesDerivative(
    _ vector: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let inner = function.backwardTakesSource
    let value = inner ? plan.values[input] : plan.values[node]
    let vector = try plan.convert(vector, to: value.layout, phase)
    let result = try plan.reserve(value.layout)
    let kernel = try KernelDescription.elementwise(
      plan.schedule.device, function, value.layout, hint: forwardKernel(plan, value.layout))
    try plan.append(
      kernel,
      [
        (inner ? .source : .destination, value), (.gradientOfDestination, vector),
        (.gradientOfSource, result),
      ], phase)
    return result
  }

  private func forwardKernel(_ plan: PlanCompiler, _ layout: Layout) throws(KernelError) -> KernelDescription
  {
    try .elementwise(plan.schedule.device, function, layout)
  }
}

extension Activation {
  /// The kernel library's name for the function; nil for the one that has parameters.
  var function: ElementwiseFunction? {
    switch self {
    case .relu: .relu
    case .leakyReLU(let slope): .leakyReLU(slope: Float(slope))
    case .prelu: nil
    case .elu(let scale): .elu(scale: Float(scale))
    case .gelu: .gelu
    case .silu: .silu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    }
  }

  /// Whether inference lets the kernel before it apply the function.
  var isFused: Bool {
    switch self {
    case .relu, .leakyReLU, .elu, .gelu, .silu: true
    case .prelu, .tanh, .sigmoid: false
    }
  }

  /// Whether there is a second derivative other than 0.
  fileprivate var isCurved: Bool {
    switch self {
    case .relu, .leakyReLU, .prelu: false
    case .elu, .gelu, .silu, .tanh, .sigmoid: true
    }
  }
}

/// Adds `f″ ẋ ȳ` to, or stores it in, the derivative of a gradient.
private final class SecondDerivativeStep: Step {
  private let activation: Activation
  /// `y` with its tangent, or `x` with its own for the functions that are written in terms of `x`.
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
    switch activation {
    case .relu, .leakyReLU, .prelu: apply { _, _ in 0 }
    case .elu: apply { y, dy in y > 0 ? 0 : dy }
    case .gelu:
      apply { x, dx in
        let x = Double(x)
        let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
        return Float(density * (2 - x * x)) * dx
      }
    case .silu:
      apply { x, dx in
        let x = Double(x)
        let s = 1 / (1 + exp(-x))
        return Float(s * (1 - s) * (2 + x * (1 - 2 * s))) * dx
      }
    case .tanh: apply { y, dy in -2 * y * dy }
    case .sigmoid: apply { y, dy in (1 - 2 * y) * dy }
    }
  }

  /// - Parameter change: `f″ ẋ` from the value and its tangent.
  @inline(__always)
  private func apply(_ change: (Float, Float) -> Float) {
    let value = value.buffer
    let tangent = tangent.buffer
    let bar = gradient.buffer
    let target = result.buffer
    for i in value.indices {
      let curvature = change(value[i], tangent[i]) * bar[i]
      target[i] = accumulates ? target[i] + curvature : curvature
    }
  }
}
