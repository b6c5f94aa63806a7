import Tensors

/// An operation that is linear in its input and in its weights, plus a bias.
protocol LinearLayer {
  /// Extents of the input as the kernels want it: `[n, C, H, W]` or `[n, F]`.
  func sourceExtents(batch: Int, _ shape: SampleShape) -> [Int]

  /// Extents of the result for a node value of that shape.
  func destinationExtents(batch: Int, _ shape: SampleShape) -> [Int]

  var hasBias: Bool { get }

  /// How weights are dropped in training.
  var dropConnect: Dropout? { get }

  /// The kernel of one pass.
  func kernel(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription

  /// True when the kernels choose the order of the source, false when they take row-major.
  var choosesLayouts: Bool { get }
}

/// The rules of convolution and dense layers, `y = w ∗ x + b`.
///
/// - forward: `y = w ∗ x + b`
/// - tangent: `ẏ = w ∗ ẋ + ẇ ∗ x + ḃ`
/// - backward: `x̄ = wᵀ ∗ ȳ`, `w̄ = ȳ ∗ x`, `b̄ = Σ ȳ`
/// - its derivative: `wᵀ ∗ ȳ' + ẇᵀ ∗ ȳ`, `ȳ' ∗ x + ȳ ∗ ẋ`, `Σ ȳ'`
///
/// With DropConnect the weights here are `m ∘ w`, with the mask of the pass or, in inference, a constant; their direction
/// is then `m ∘ ẇ`, and the gradients of `w` are `m ∘ w̄`.
final class LayerRules<Layer: LinearLayer>: NodeRules {
  private let node: Int
  private let input: Int
  private let layer: Layer

  /// What the forward rule leaves for the others; set by it.
  private struct Compiled {
    let forward: KernelDescription
    let source: Memory
    let weights: Memory
    /// The weights in row-major order, after DropConnect.
    let plainWeights: Memory
    let destination: Layout
    let blocks: [Int]
  }
  private var compiled: Compiled?
  private var sourceTangent: Memory?
  private var droppedDirection: Memory?
  private var weightsForData: Memory?
  /// The mask of DropConnect, in training.
  private var mask: Memory?

  init(_ node: Int, _ input: Int, _ layer: Layer) {
    self.node = node
    self.input = input
    self.layer = layer
  }

  private func state() -> Compiled {
    guard let compiled else { preconditionFailure("a layer's other rules come after its forward rule") }
    return compiled
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let shape = plan.graph.shapes[input]
    let sourceExtents = layer.sourceExtents(batch: plan.batch, shape)
    let destinationExtents = layer.destinationExtents(batch: plan.batch, plan.graph.shapes[node])
    let blocks = plan.blocks(of: node)
    let weights = try dropping(plan.parameters[blocks[0]], plan)
    let kernel = try layer.kernel(
      plan.schedule.device, .forward(training: true, PostOperations()),
      source: layer.choosesLayouts ? .any(sourceExtents) : .plain(sourceExtents),
      weights: .any(weights.layout.extents), bias: layer.hasBias ? plan.parameters[blocks[1]].layout : nil,
      destination: layer.choosesLayouts ? .any(destinationExtents) : .plain(destinationExtents))
    let source = try plan.convert(
      plan.values[input], to: kernel.layout(.source, extents: sourceExtents), .forward)
    let ordered = try plan.convert(
      weights, to: kernel.layout(.weights, extents: weights.layout.extents), .forward)
    let destination = try kernel.layout(.destination, extents: destinationExtents)
    compiled = Compiled(
      forward: kernel, source: source, weights: ordered, plainWeights: weights, destination: destination,
      blocks: blocks)
    let result = try plan.reserve(destination)
    var bound: [(KernelArgument, Memory)] = [
      (.source, source), (.weights, ordered), (.destination, result),
    ]
    if layer.hasBias { bound.append((.bias, plan.parameters[blocks[1]])) }
    try plan.append(kernel, bound, .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let state = state()
    let direction = try masked(plan.directions[state.blocks[0]], plan, .tangent)
    droppedDirection = direction
    let orderedDirection = try plan.convert(direction, to: state.weights.layout, .tangent)
    let result = try plan.reserve(state.destination)
    var bound: [(KernelArgument, Memory)] = [
      (.source, state.source), (.weights, orderedDirection), (.destination, result),
    ]
    if layer.hasBias { bound.append((.bias, plan.directions[state.blocks[1]])) }
    try plan.append(state.forward, bound, .tangent)
    guard let tangent = plan.tangents[input] else { return result }
    let source = try plan.convert(tangent, to: state.source.layout, .tangent)
    sourceTangent = source
    let accumulating = try layer.kernel(
      plan.schedule.device, .forward(training: false, PostOperations(accumulates: true)),
      source: source.layout, weights: state.weights.layout, bias: nil, destination: state.destination)
    try plan.append(
      accumulating, [(.source, source), (.weights, state.weights), (.destination, result)], .tangent)
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory] {
    let blocks = state().blocks
    let terms = try weightGradients(of: gradient, with: state().source, bias: layer.hasBias, plan, .backward)
    plan.gradients[blocks[0]] = try masked(
      plan.convert(terms.weights, to: plan.parameters[blocks[0]].layout, .backward), plan, .backward)
    if let bias = terms.bias { plan.gradients[blocks[1]] = bias }
    guard input != 0 else { return [] }
    return [try dataGradient(of: gradient, weights: nil, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let state = state()
    let phase = PlanCompiler.Phase.tangentBackward
    var weightTerms: [Memory] = []
    if let change {
      let terms = try weightGradients(of: change, with: state.source, bias: layer.hasBias, plan, phase)
      weightTerms.append(terms.weights)
      if let bias = terms.bias { plan.gradientTangents[state.blocks[1]] = bias }
    }
    if let sourceTangent {
      weightTerms.append(
        try weightGradients(of: gradient, with: sourceTangent, bias: false, plan, phase).weights)
    }
    if let total = try plan.sum(weightTerms, phase) {
      plan.gradientTangents[state.blocks[0]] = try masked(
        plan.convert(total, to: plan.parameters[state.blocks[0]].layout, phase), plan, phase)
    }
    guard input != 0 else { return [] }
    let direction = droppedDirection ?? plan.directions[state.blocks[0]]
    var dataTerms = [try dataGradient(of: gradient, weights: direction, plan, phase)]
    if let change { dataTerms.append(try dataGradient(of: change, weights: nil, plan, phase)) }
    return [try plan.sum(dataTerms, phase)]
  }

  /// The weights of the pass; draws the mask in training.
  private func dropping(_ weights: Memory, _ plan: PlanCompiler) throws(KernelError) -> Memory {
    guard let dropConnect = layer.dropConnect else { return weights }
    if plan.dropsOut {
      let memory = try plan.reserve(weights.layout)
      plan.append(
        ClosureStep { [node, masks = plan.masks] in
          dropConnect.fill(memory.buffer, masks.stream.generator(node: node, sample: nil))
        }, touching: [memory], .forward)
      mask = memory
    }
    return try masked(weights, plan, .forward)
  }

  /// A vector like the weights, row-major, times the mask of the pass or the constant of inference.
  private func masked(
    _ vector: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let dropConnect = layer.dropConnect else { return vector }
    return try plan.schedule.multiply(
      vector, by: mask, factor: dropConnect.inferenceFactor, phase: phase.rawValue)
  }

  /// `ȳ ∗ x` in the kernel's order, and `Σ ȳ` when a bias is asked for.
  private func weightGradients(
    of gradient: Memory, with source: Memory, bias: Bool, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> (weights: Memory, bias: Memory?) {
    let state = state()
    let biasLayout = bias ? plan.parameters[state.blocks[1]].layout : nil
    let extents = state.weights.layout.extents
    // Forced into the forward kernel's order, a convolution of a single channel would get no fast kernel.
    let kernel = try layer.kernel(
      plan.schedule.device, .backwardWeights(hint: state.forward),
      source: layer.choosesLayouts ? .any(source.layout.extents) : source.layout, weights: .any(extents),
      bias: biasLayout,
      destination: layer.choosesLayouts ? .any(gradient.layout.extents) : state.destination)
    let input = try plan.convert(
      source, to: kernel.layout(.source, extents: source.layout.extents), phase)
    let output = try plan.convert(
      gradient, to: kernel.layout(.gradientOfDestination, extents: gradient.layout.extents), phase)
    let weights = try plan.reserve(kernel.layout(.gradientOfWeights, extents: extents))
    var bound: [(KernelArgument, Memory)] = [
      (.source, input), (.gradientOfDestination, output), (.gradientOfWeights, weights),
    ]
    var biasGradient: Memory?
    if let biasLayout {
      let memory = try plan.reserve(biasLayout)
      bound.append((.gradientOfBias, memory))
      biasGradient = memory
    }
    try plan.append(kernel, bound, phase)
    return (weights, biasGradient)
  }

  /// `wᵀ ∗ ȳ` in the order of its kernel; with the layer's own weights when none are given.
  private func dataGradient(
    of gradient: Memory, weights: Memory?, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let state = state()
    let extents = state.weights.layout.extents
    let kernel = try dataKernel(plan)
    let order = try kernel.layout(.weights, extents: extents)
    let ordered: Memory
    if let weights {
      ordered = try plan.convert(weights, to: order, phase)
    } else if let weightsForData {
      ordered = weightsForData
    } else {
      ordered = try plan.convert(state.plainWeights, to: order, phase)
      weightsForData = ordered
    }
    let output = try plan.convert(
      gradient, to: kernel.layout(.gradientOfDestination, extents: gradient.layout.extents), phase)
    let result = try plan.reserve(
      kernel.layout(.gradientOfSource, extents: state.source.layout.extents))
    try plan.append(
      kernel, [(.gradientOfDestination, output), (.weights, ordered), (.gradientOfSource, result)], phase)
    return result
  }

  /// The kernel of `wᵀ ∗ ȳ`, in the forward kernel's orders unless there is no fast one for them.
  ///
  /// With AVX-512, a convolution of fewer than 16 channels reads them in row-major order, and none but the library's
  /// reference, a hundred times slower, writes their gradient so.
  private func dataKernel(_ plan: PlanCompiler) throws(KernelError) -> KernelDescription {
    let state = state()
    let weights = try Layout.any(state.weights.layout.extents)
    let pass = Pass.backwardData(hint: state.forward)
    let kernel = try layer.kernel(
      plan.schedule.device, pass, source: state.source.layout, weights: weights, bias: nil,
      destination: state.destination)
    guard layer.choosesLayouts, kernel.isReference else { return kernel }
    return try layer.kernel(
      plan.schedule.device, pass, source: .any(state.source.layout.extents), weights: weights, bias: nil,
      destination: .any(state.destination.extents))
  }
}

extension Convolution: LinearLayer {
  var hasBias: Bool { bias }
  var dropConnect: Dropout? { nil }
  var choosesLayouts: Bool { true }

  func sourceExtents(batch: Int, _ shape: SampleShape) -> [Int] {
    [batch, shape.channels, shape.height, shape.width]
  }

  func destinationExtents(batch: Int, _ shape: SampleShape) -> [Int] {
    sourceExtents(batch: batch, shape)
  }

  func kernel(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try .convolution(
      device, pass, source: source, weights: weights, bias: bias, destination: destination,
      window: Window(
        kernel: Extent2(kernel), stride: Extent2(stride), padding: Padding2(padding)))
  }
}

extension Dense: LinearLayer {
  var hasBias: Bool { bias }
  var choosesLayouts: Bool { false }

  func sourceExtents(batch: Int, _ shape: SampleShape) -> [Int] { [batch, shape.count] }

  func destinationExtents(batch: Int, _ shape: SampleShape) -> [Int] { [batch, shape.count] }

  func kernel(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try .dense(
      device, pass, source: source, weights: weights, bias: bias, destination: destination)
  }
}
