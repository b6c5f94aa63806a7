import Tensors

/// Batch normalization per channel (Ioffe & Szegedy 2015): `γ (x − μ)/√(σ² + ε) + β`.
///
/// `momentum` is the weight of the *new* batch in the exponential moving average of mean and (unbiased)
/// variance, PyTorch's convention.
package struct BatchNormalization: OperationKind {
  package static let kind = "batch-normalization"

  package let epsilon: Float
  package let momentum: Float

  package init(epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// False for constants that make every value something other than a number.
  var isWithinLimits: Bool { epsilon >= 0 && epsilon.isFinite && (0...1).contains(momentum) }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    isWithinLimits && (inputs[0].isImage || inputs[0].isVector) ? inputs[0] : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    let shape = [inputs[0].sample.channels]
    return [
      ParameterSpecification(suffix: "weight", shape: shape, role: .normalizationScale),
      ParameterSpecification(suffix: "bias", shape: shape, role: .normalizationShift),
      ParameterSpecification(suffix: "running_mean", shape: shape, role: .runningMean),
      ParameterSpecification(suffix: "running_var", shape: shape, role: .runningVariance),
    ]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    BatchNormalizationRules(node, inputs[0], self)
  }
}

extension Operation {
  package static func batchNormalization(_ normalization: BatchNormalization) -> Operation {
    Operation(normalization)
  }
}

/// Batch normalization, `y = γ x̂ + β` with `x̂ = (x − μ)/√(σ² + ε)` (Ioffe & Szegedy 2015, arXiv:1502.03167).
///
/// With the batch's statistics, forward and backward are the kernel library's, fused with a following rectifier;
/// there is no tangent rule, since curvature is that of the network in inference. With running statistics μ and σ
/// are constants, so that with `s = 1/√(σ² + ε)`:
///
/// - tangent: `ẏ = γ s ẋ + γ̇ x̂ + β̇`
/// - backward: `x̄ = γ s ȳ`, `γ̄ = Σ ȳ x̂`, `β̄ = Σ ȳ`
/// - its derivative: `γ s ȳ' + γ̇ s ȳ`, `Σ (ȳ' x̂ + ȳ s ẋ)`, `Σ ȳ'`
private final class BatchNormalizationRules: NodeRules {
  private let node: Int
  private let input: Int
  private let normalization: BatchNormalization

  /// What the forward pass with the batch's statistics leaves for the backward one.
  private struct Training {
    let kernel: KernelDescription
    let workspace: Memory?
    let mean: Memory
    let variance: Memory
  }
  private var training: Training?

  init(_ node: Int, _ input: Int, _ normalization: BatchNormalization) {
    self.node = node
    self.input = input
    self.normalization = normalization
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    let result = try plan.reserve(source.layout)
    switch plan.statistics {
    case .batch: try forwardWithBatchStatistics(source, result, plan)
    case .running where plan.isInference: appendLoaded(source, result, plan)
    case .running:
      let channels = try Channels(plan, node, normalization)
      plan.append(
        ChannelAffineStep(source, to: result, channels: channels.count) { c in
          let slope = channels.scale(c) * channels.inverseDeviation(c)
          return .init(x: slope, constant: channels.shift(c) - channels.mean(c) * slope)
        }, touching: [source, result], .forward)
    }
    return result
  }

  /// With coefficients that are computed once per load, in `Double`.
  private func appendLoaded(_ source: Memory, _ result: Memory, _ plan: PlanCompiler) {
    let channels = plan.graph.shapes[node].channels
    let affine = NormalizationAffine(plan, node)
    let table = AffineTable(channels: channels)
    plan.append(
      ClosureStep { [parameters = plan.source] in
        guard let parameters = parameters.parameters else { return }
        for c in 0..<channels { table[c] = affine.coefficients(c, parameters) }
      }, touching: [], .load)
    plan.append(
      ChannelAffineStep(source, to: result, channels: channels) { c in
        .init(x: Float(table[c].scale), constant: Float(table[c].shift))
      }, touching: [source, result], .forward)
  }

  private func forwardWithBatchStatistics(
    _ source: Memory, _ result: Memory, _ plan: PlanCompiler
  ) throws(KernelError) {
    let blocks = plan.layout.indices(of: node)
    let rectifies = plan.rectifies(node)
    let kernel = try KernelDescription.batchNormalization(
      plan.schedule.device, source.layout, epsilon: normalization.epsilon, rectifies: rectifies)
    let shape = plan.graph.shapes[node]
    let mean = try plan.schedule.reserve(.plain([shape.channels]), persistent: true)
    let variance = try plan.schedule.reserve(.plain([shape.channels]), persistent: true)
    var bound: [(KernelArgument, Memory)] = [
      (.source, source), (.scale, try plan.parameter(blocks[0])), (.shift, try plan.parameter(blocks[1])),
      (.mean, mean), (.variance, variance), (.destination, result),
    ]
    var workspace: Memory?
    if rectifies {
      let memory = try plan.reserve(kernel.layout(.workspace, extents: source.layout.extents))
      bound.append((.workspace, memory))
      workspace = memory
    }
    try plan.append(kernel, bound, .forward)
    training = Training(kernel: kernel, workspace: workspace, mean: mean, variance: variance)
    plan.batchStatistics.append(
      BatchStatisticsMemory(
        node: node, mean: mean, variance: variance, count: plan.batch * shape.area))
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    precondition(plan.statistics == .running, "curvature is taken with running statistics")
    let value = plan.values[input]
    let result = try plan.reserve(value.layout)
    let channels = try Channels(plan, node, normalization)
    let directions = Directions(plan, node)
    // γ̇ x̂ + β̇ = γ̇ s x + (β̇ − γ̇ s μ)
    let own: (Int) -> ChannelAffineStep.Coefficients = { c in
      let slope = directions.scale(c) * channels.inverseDeviation(c)
      return .init(x: slope, constant: directions.shift(c) - slope * channels.mean(c))
    }
    guard let tangent = plan.tangents[input] else {
      plan.append(
        ChannelAffineStep(value, to: result, channels: channels.count, coefficients: own),
        touching: [value, result], .tangent)
      return result
    }
    plan.append(
      ChannelAffineStep(value, tangent, to: result, channels: channels.count) { c in
        var coefficients = own(c)
        coefficients.y = channels.scale(c) * channels.inverseDeviation(c)
        return coefficients
      }, touching: [value, tangent, result], .tangent)
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    let blocks = plan.layout.indices(of: node)
    let source = plan.values[input]
    let result = try plan.reserve(source.layout)
    let scaleGradient = try plan.reserve(plan.parameter(blocks[0]).layout)
    let shiftGradient = try plan.reserve(plan.parameter(blocks[1]).layout)
    plan.gradients[blocks[0]] = scaleGradient
    plan.gradients[blocks[1]] = shiftGradient
    if let training {
      let kernel = try KernelDescription.batchNormalization(
        plan.schedule.device, source.layout, epsilon: normalization.epsilon,
        rectifies: training.workspace != nil, hint: training.kernel)
      var bound: [(KernelArgument, Memory)] = [
        (.source, source), (.mean, training.mean), (.variance, training.variance),
        (.scale, try plan.parameter(blocks[0])), (.gradientOfDestination, gradient),
        (.gradientOfSource, result), (.gradientOfScale, scaleGradient), (.gradientOfShift, shiftGradient),
      ]
      if KernelDescription.normalizationBackwardTakesShift {
        bound.append((.shift, try plan.parameter(blocks[1])))
      }
      if let workspace = training.workspace { bound.append((.workspace, workspace)) }
      try plan.append(kernel, bound, .backward)
    } else {
      try appendParameterGradients(
        of: gradient, plan, into: (scaleGradient, shiftGradient), phase: .backward)
      let channels = try Channels(plan, node, normalization)
      plan.append(
        ChannelAffineStep(gradient, to: result, channels: channels.count) { c in
          .init(x: channels.scale(c) * channels.inverseDeviation(c))
        }, touching: [gradient, result], .backward)
    }
    return [result]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let blocks = plan.layout.indices(of: node)
    let phase = PlanCompiler.Phase.tangentBackward
    let channels = try Channels(plan, node, normalization)
    let directions = Directions(plan, node)
    let scaleChange = try plan.reserve(plan.parameter(blocks[0]).layout)
    let shiftChange = try plan.reserve(plan.parameter(blocks[1]).layout)
    plan.gradientTangents[blocks[0]] = scaleChange
    plan.gradientTangents[blocks[1]] = shiftChange
    let zero = change == nil
    if let change {
      try appendParameterGradients(of: change, plan, into: (scaleChange, shiftChange), phase: phase)
    }
    if let tangent = plan.tangents[input] {
      plan.append(
        ChannelSumStep(gradient, tangent, channels: channels.count) { c, sum in
          let term = Float(sum) * channels.inverseDeviation(c)
          scaleChange.pointer[c] = zero ? term : scaleChange.pointer[c] + term
          if zero { shiftChange.pointer[c] = 0 }
        }, touching: [gradient, tangent, scaleChange, shiftChange], phase)
    } else if zero {
      plan.gradientTangents[blocks[0]] = nil
      plan.gradientTangents[blocks[1]] = nil
    }
    let result = try plan.reserve(gradient.layout)
    plan.append(
      ChannelAffineStep(gradient, change, to: result, channels: channels.count) { c in
        .init(
          x: directions.scale(c) * channels.inverseDeviation(c),
          y: zero ? 0 : channels.scale(c) * channels.inverseDeviation(c))
      }, touching: [gradient, result] + (change.map { [$0] } ?? []), phase)
    return [result]
  }

  /// `Σ ȳ x̂` and `Σ ȳ`, where `x̂ = s x − s μ`.
  private func appendParameterGradients(
    of gradient: Memory, _ plan: PlanCompiler, into target: (scale: Memory, shift: Memory),
    phase: PlanCompiler.Phase
  ) throws(KernelError) {
    let source = plan.values[input]
    let channels = try Channels(plan, node, normalization)
    // In `Double` until the end: where |μ| is much greater than σ, most of the difference below cancels.
    let sums = ChannelSums(channels.count)
    plan.append(
      ChannelSumStep(gradient, channels: channels.count) { c, sum in
        sums[c] = sum
        target.shift.pointer[c] = Float(sum)
      }, touching: [gradient, target.shift], phase)
    plan.append(
      ChannelSumStep(gradient, source, channels: channels.count) { c, sum in
        let centred = sum - Double(channels.mean(c)) * sums[c]
        target.scale.pointer[c] = Float(centred) * channels.inverseDeviation(c)
      }, touching: [gradient, source, target.scale, target.shift], phase)
  }
}

/// Access to the parameters of one normalization node, by channel.
private struct Channels {
  let count: Int
  private let blocks: [Memory]
  private let epsilon: Float

  init(_ plan: PlanCompiler, _ node: Int, _ normalization: BatchNormalization) throws(KernelError) {
    blocks = try plan.parameters(of: node)
    count = plan.graph.shapes[node].channels
    epsilon = normalization.epsilon
  }

  func scale(_ c: Int) -> Float { blocks[0].pointer[c] }
  func shift(_ c: Int) -> Float { blocks[1].pointer[c] }
  func mean(_ c: Int) -> Float { blocks[2].pointer[c] }
  func inverseDeviation(_ c: Int) -> Float { 1 / (blocks[3].pointer[c] + epsilon).squareRoot() }
}

/// The direction's components of scale and shift, by channel.
private struct Directions {
  private let blocks: [Memory]

  init(_ plan: PlanCompiler, _ node: Int) {
    blocks = plan.layout.indices(of: node).prefix(2).map { plan.direction($0) }
  }

  func scale(_ c: Int) -> Float { blocks[0].pointer[c] }
  func shift(_ c: Int) -> Float { blocks[1].pointer[c] }
}

/// One number for each channel, kept from one step to the next.
private final class ChannelSums {
  private var values: [Double]

  init(_ channels: Int) { values = Array(repeating: 0, count: channels) }

  subscript(channel: Int) -> Double {
    get { values[channel] }
    set { values[channel] = newValue }
  }
}
