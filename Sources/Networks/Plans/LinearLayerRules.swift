import Tensors

/// An operation that is linear in its input and in its weights, plus a bias.
protocol LinearLayer {
  /// Extents of the input as the kernels want it: `[n, C, H, W]`, or rows of features.
  func sourceExtents(_ shape: ValueShape, batch: Int) -> [Int]

  /// Extents of the kernels' result for an input or a result of that shape.
  func destinationExtents(_ shape: ValueShape, batch: Int) -> [Int]

  /// Extents of the weights as the kernels want them, for those of the parameter.
  func weightExtents(_ extents: [Int]) -> [Int]

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
/// is then `m ∘ ẇ`, and the gradients of `w` are `m ∘ w̄`. Inference can fuse what follows (`FusionTable`).
final class LinearLayerRules<Layer: LinearLayer>: NodeRules {
  private let node: Int
  private let input: Int
  private let layer: Layer

  /// What the forward rule leaves for the others; set by it.
  private struct Compiled {
    let forward: KernelDescription
    let source: Memory
    /// The weights in the kernel's order.
    let weights: Memory
    /// The weights in row-major order, after DropConnect.
    let plainWeights: Memory
    let destination: Layout
    let weight: ParameterSlot
    let bias: ParameterSlot?
  }
  private var compiled: Compiled?
  private var sourceTangent: Memory?
  private var movedWeights: Memory?
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

  // MARK: Values

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let sourceExtents = layer.sourceExtents(plan.graph.values[input], batch: plan.batch)
    let destinationExtents = layer.destinationExtents(plan.graph.values[node], batch: plan.batch)
    let slots = plan.slots(of: node)
    let bias = layer.hasBias ? slots[1] : nil
    let weights = try dropping(plan.parameter(slots[0]), plan)
    let weightExtents = layer.weightExtents(weights.layout.extents)
    let kernel = try layer.kernel(
      plan.schedule.device, .forward(training: true, PostOperations()),
      source: layer.choosesLayouts ? .any(sourceExtents) : .plain(sourceExtents),
      weights: .any(weightExtents),
      bias: bias.map { slot throws(KernelError) in try plan.parameter(slot).layout },
      destination: layer.choosesLayouts ? .any(destinationExtents) : .plain(destinationExtents))
    let source = try plan.convert(
      plan.values[input], to: kernel.layout(.source, extents: sourceExtents), .forward)
    let ordered = try plan.convert(weights, to: kernel.layout(.weights, extents: weightExtents), .forward)
    let destination = try kernel.layout(.destination, extents: destinationExtents)
    compiled = Compiled(
      forward: kernel, source: source, weights: ordered, plainWeights: weights, destination: destination,
      weight: slots[0], bias: bias)
    let result = try plan.reserve(destination)
    var bound: [(KernelArgument, Memory)] = [
      (.source, source), (.weights, ordered), (.destination, result),
    ]
    if let bias { bound.append((.bias, try plan.parameter(bias))) }
    try plan.append(kernel, bound, .forward)
    return try shaped(result, plan)
  }

  /// The kernels' result with the extents of the node's value.
  private func shaped(_ result: Memory, _ plan: PlanCompiler) throws(KernelError) -> Memory {
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    guard extents != result.layout.extents else { return result }
    return try plan.schedule.view(result, as: .plain(extents, result.layout.element))
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let state = state()
    var result: Memory?
    if let moved = try plan.direction(state.weight, .tangent) {
      let direction = try masked(moved, plan, .tangent)
      movedWeights = direction
      let orderedDirection = try plan.convert(direction, to: state.weights.layout, .tangent)
      let target = try plan.reserve(state.destination)
      var bound: [(KernelArgument, Memory)] = [
        (.source, state.source), (.weights, orderedDirection), (.destination, target),
      ]
      if let bias = state.bias { bound.append((.bias, try movedBias(bias, plan))) }
      try plan.append(state.forward, bound, .tangent)
      result = target
    }
    guard let tangent = plan.tangents[input] else {
      guard let result else { return nil }
      return try shaped(result, plan)
    }
    let source = try plan.convert(tangent, to: state.source.layout, .tangent)
    sourceTangent = source
    let target: Memory
    if let result { target = result } else { target = try plan.reserve(state.destination) }
    let accumulating = try layer.kernel(
      plan.schedule.device, .forward(training: false, PostOperations(accumulates: result != nil)),
      source: source.layout, weights: state.weights.layout, bias: nil, destination: state.destination)
    try plan.append(
      accumulating, [(.source, source), (.weights, state.weights), (.destination, target)], .tangent)
    return try shaped(target, plan)
  }

  /// The direction of the bias, zeros where it does not move.
  private func movedBias(_ bias: ParameterSlot, _ plan: PlanCompiler) throws(KernelError) -> Memory {
    if let direction = try plan.direction(bias, .tangent) { return direction }
    let zeros = try plan.reserve(plan.parameter(bias).layout)
    plan.append(ClosureStep { zeros.buffer.update(repeating: 0) }, touching: [zeros], .tangent)
    return zeros
  }

  // MARK: Gradients

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try terms(of: gradient, plan, .backward)
  }

  /// The gradient's terms: of the data, and of weights and bias into the plan or among the terms.
  private func terms(
    of gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let state = state()
    let gradient = try plan.convert(gradient, to: state.destination, phase)
    var terms: [Memory?] = []
    if plan.needsGradient(state.weight) || state.bias.map(plan.needsGradient) == true {
      let own = try weightGradients(of: gradient, with: state.source, bias: state.bias != nil, plan, phase)
      try provide(own.weights, plan, &terms, phase)
      if let bias = state.bias, let memory = own.bias { plan.provide(memory, for: bias, &terms, phase) }
    }
    if plan.needsGradient(input) {
      let term = try dataGradient(of: gradient, weights: nil, plan, phase)
      if terms.isEmpty { terms.append(term) } else { terms[0] = term }
    }
    return terms
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let state = state()
    let phase = PlanCompiler.Phase.tangentBackward
    let gradient = try plan.convert(gradient, to: state.destination, phase)
    let change = try change.map { change throws(KernelError) in
      try plan.convert(change, to: state.destination, phase)
    }
    var result: [Memory?] = []
    var weightTerms: [Memory] = []
    if let change {
      let own = try weightGradients(of: change, with: state.source, bias: state.bias != nil, plan, phase)
      weightTerms.append(own.weights)
      if let bias = state.bias, let memory = own.bias { plan.provide(memory, for: bias, &result, phase) }
    }
    if let sourceTangent {
      weightTerms.append(
        try weightGradients(of: gradient, with: sourceTangent, bias: false, plan, phase).weights)
    }
    if let total = try plan.sum(weightTerms, phase) { try provide(total, plan, &result, phase) }
    guard plan.needsGradient(input) else { return result }
    var dataTerms: [Memory] = []
    if let movedWeights {
      dataTerms.append(try dataGradient(of: gradient, weights: movedWeights, plan, phase))
    }
    if let change { dataTerms.append(try dataGradient(of: change, weights: nil, plan, phase)) }
    let total = try plan.sum(dataTerms, phase)
    if result.isEmpty { result.append(total) } else { result[0] = total }
    return result
  }

  /// Hands on a gradient with respect to the weights: row-major, times the mask.
  private func provide(
    _ gradient: Memory, _ plan: PlanCompiler, _ terms: inout [Memory?], _ phase: PlanCompiler.Phase
  ) throws(KernelError) {
    let state = state()
    let plain = try plan.convert(gradient, to: plan.parameter(state.weight).layout, phase)
    plan.provide(try masked(plain, plan, phase), for: state.weight, &terms, phase)
  }

  /// The weights of the pass; draws the mask in training.
  private func dropping(_ weights: Memory, _ plan: PlanCompiler) throws(KernelError) -> Memory {
    guard let dropConnect = layer.dropConnect else { return weights }
    if plan.dropsOut {
      let memory = try plan.reserve(weights.layout)
      plan.append(
        ClosureStep { [node = plan.origins[node], masks = plan.masks] in
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
    return try plan.multiply(vector, by: mask, factor: dropConnect.inferenceFactor, phase)
  }

  /// `ȳ ∗ x` in the kernel's order, and `Σ ȳ` when a bias is asked for.
  private func weightGradients(
    of gradient: Memory, with source: Memory, bias: Bool, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> (weights: Memory, bias: Memory?) {
    let state = state()
    let biasLayout =
      bias ? try state.bias.map { slot throws(KernelError) in try plan.parameter(slot).layout } : nil
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

// MARK: Inference

extension LinearLayerRules: FusedRules {
  func forward(_ plan: PlanCompiler, fusing epilogues: Epilogues) throws(KernelError) -> Memory {
    let sourceExtents = layer.sourceExtents(plan.graph.values[input], batch: plan.batch)
    let destinationExtents = layer.destinationExtents(plan.graph.values[node], batch: plan.batch)
    let folded = try FoldedLayer(
      plan, layer: node, hasBias: layer.hasBias, normalization: epilogues.normalization,
      dropConnect: layer.dropConnect)
    let weightExtents = layer.weightExtents(folded.shape)
    let kernel = try inferenceKernel(
      plan, epilogues, source: sourceExtents, weights: weightExtents, bias: folded.bias?.layout,
      destination: destinationExtents)
    let ordered = try folded.weights(in: kernel.layout(.weights, extents: weightExtents))
    let input = try plan.convert(
      plan.values[input], to: kernel.layout(.source, extents: sourceExtents), .forward)
    let order = try kernel.layout(.destination, extents: destinationExtents)
    let result: Memory
    if let addend = epilogues.addend {
      result = try plan.convert(plan.values[addend], to: order, .forward)
    } else {
      result = try plan.reserve(order)
    }
    var bound: [(KernelArgument, Memory)] = [
      (.source, input), (.weights, ordered), (.destination, result),
    ]
    if let bias = folded.bias { bound.append((.bias, bias)) }
    if let step = try SquareConvolutionStep(
      kernel, layer, epilogues, source: input, weights: ordered, bias: folded.bias, result: result)
    {
      plan.append(step, touching: bound.map(\.1), .forward)
    } else {
      try plan.append(kernel, bound, .forward)
    }
    return try shaped(result, plan)
  }

  /// The kernel for the plan's precision; that for `Float` where there is no fast one.
  private func inferenceKernel(
    _ plan: PlanCompiler, _ epilogues: Epilogues, source: [Int], weights: [Int], bias: Layout?,
    destination: [Int]
  ) throws(KernelError) -> KernelDescription {
    let post = PostOperations(accumulates: epilogues.addend != nil, function: epilogues.function)
    func layout(_ extents: [Int], _ element: ElementType) throws(KernelError) -> Layout {
      try layer.choosesLayouts ? .any(extents, element) : .plain(extents, element)
    }
    func kernel(_ element: ElementType, to result: ElementType) throws(KernelError) -> KernelDescription {
      try layer.kernel(
        plan.schedule.device, .forward(training: false, post), source: layout(source, element),
        weights: .any(weights, element), bias: bias, destination: layout(destination, result))
    }
    if plan.precision == .bfloat16 {
      do throws(KernelError) {
        let fast = try kernel(.bfloat16, to: plan.resultElement)
        if !fast.isReference { return fast }
      } catch .unsupported {}
    }
    return try kernel(.float32, to: .float32)
  }
}
