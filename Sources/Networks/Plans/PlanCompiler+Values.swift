import Tensors

/// What rules do with values: views, copies and sums.
extension PlanCompiler {
  /// A value as images: vectors become images of one pixel.
  func imageView(of value: Memory, _ shape: SampleShape, _ phase: Phase) throws(KernelError) -> Memory {
    guard value.layout.extents.count != 4 else { return value }
    let extents = [batch, shape.channels, shape.height, shape.width]
    return try convert(value, to: .plain(extents, value.layout.element), phase)
  }

  /// The network's outputs as a loss reads them, `[n, P, K]` with the outputs of one position next to each other, and the
  /// number of positions `P` that have a label each.
  ///
  /// See `Graph.outputRows(for:)`.
  func outputs(for loss: LossFunction) throws(KernelError) -> (memory: Memory, positions: Int) {
    let value = values[graph.nodes.count - 1]
    let shape = graph.values[graph.nodes.count - 1]
    let (positions, _) = graph.outputRows(for: loss)
    guard positions > 1 else { return (try convert(value, to: .plain([batch, shape.count]), .forward), 1) }
    guard shape.isImage else { return (try plain(value, .forward), positions) }
    return (try convert(value, to: .images(shape.extents(batch: batch), .channelsLast), .forward), positions)
  }

  // MARK: Elements

  /// What the kernels of the node that is being compiled write: the network's outputs are always `Float`.
  var resultElement: ElementType {
    precision == .exact || current == graph.nodes.count - 1 ? .float32 : .bfloat16
  }

  /// Compiles a forward rule, with its inputs' values as `Float` if it knows no others.
  func compileForwardOnFloats(_ node: Int, _ rules: any NodeRules) throws(KernelError) {
    let inputs = graph.nodes[node].inputs
    let rounded = inputs.filter { values[$0].layout.element == .bfloat16 }.map { ($0, values[$0]) }
    for (input, value) in rounded { values[input] = try inFloats(value) }
    try compileForward(node, rules)
    for (input, value) in rounded { values[input] = value }
  }

  /// A value of `bfloat16` as `Float`, in an order that our own loops know.
  private func inFloats(_ value: Memory) throws(KernelError) -> Memory {
    let extents = value.layout.extents
    guard extents.count == 4, let order = value.layout.channelOrder else { return try plain(value, .forward) }
    // One block that holds all channels is known to more kernels as channels last.
    let isOneBlock = value.layout.channelBlock == extents[1] && extents[1] > 1
    return try convert(value, to: .images(extents, isOneBlock ? .channelsLast : order), .forward)
  }

  /// Appends the search for numbers near an overflow in what was rounded to `bfloat16`, if it was.
  func watchRounded(_ memory: Memory, _ phase: Phase) {
    guard phase == .forward, memory.layout.element == .bfloat16 else { return }
    append(
      MagnitudeStep(memory, limit: OverflowWatch.valueLimit, watch, \.forward), touching: [memory], .forward)
  }

  /// Whether the node that is being compiled depends on parameters alone, in a plan for inference.
  var isLoading: Bool { isInference && isStatic[current] }

  /// A factor of a product as `bfloat16` in row-major order, looked at for numbers from a power of two on.
  ///
  /// One that depends on parameters alone is rounded while loading.
  func rounded(_ factor: Memory, limit: Int) throws(KernelError) -> Memory {
    let isLoaded = graph.nodes[current].inputs.contains { isStatic[$0] && values[$0] === factor }
    let phase = isLoaded ? Phase.load : .forward
    let result = try convert(factor, to: .plain(factor.layout.extents, .bfloat16), phase)
    append(
      MagnitudeStep(result, limit: limit, watch, isLoaded ? \.load : \.forward), touching: [result], phase)
    return result
  }

  /// The content in row-major order with other extents, of as many numbers.
  func reshaped(_ memory: Memory, to extents: [Int], _ phase: Phase) throws(KernelError) -> Memory {
    let plain = try plain(memory, phase)
    return extents == plain.layout.extents ? plain : try schedule.view(plain, as: .plain(extents))
  }

  /// A part of a value, or its axes in another order, without a copy where the value's layout allows.
  ///
  /// - Parameter change: from extents and distances to extents, distances and the number of elements before the first.
  func view(
    _ memory: Memory, _ phase: Phase,
    _ change: (_ extents: [Int], _ strides: [Int]) -> (extents: [Int], strides: [Int], offset: Int)
  ) throws(KernelError) -> Memory {
    let source = memory.layout.strides == nil ? try plain(memory, phase) : memory
    let (extents, strides, offset) = change(source.layout.extents, source.layout.strides ?? [])
    return try schedule.view(source, as: .strided(extents, strides: strides), offset: offset)
  }

  /// Zeros, as a step of a phase.
  func zeros(_ layout: Layout, _ phase: Phase) throws(KernelError) -> Memory {
    let memory = try reserve(layout)
    append(ClosureStep { memory.buffer.update(repeating: 0) }, touching: [memory], phase)
    return memory
  }

  /// Copies a tensor into a view of another one.
  func copy(_ source: Memory, into target: Memory, _ phase: Phase) throws(KernelError) {
    try append(
      .reorder(schedule.device, from: source.layout, to: target.layout),
      [(.source, source), (.destination, target)], phase)
  }

  /// The sum of tensors of one layout, nil for none; a single one is returned as it is.
  ///
  /// It is row-major where the library has no fast sum for that layout, as for padded weights.
  func sum(_ terms: [Memory], _ phase: Phase) throws(KernelError) -> Memory? {
    var terms = terms
    if terms.count > 1, try KernelDescription.add(schedule.device, terms[0].layout).isReference {
      for i in terms.indices { terms[i] = try plain(terms[i], phase) }
    }
    guard var total = terms.first else { return nil }
    for term in terms.dropFirst() {
      let result = try reserve(total.layout)
      try append(
        .add(schedule.device, total.layout),
        [(.source, total), (.secondSource, term), (.destination, result)], phase)
      total = result
    }
    return total
  }
}
