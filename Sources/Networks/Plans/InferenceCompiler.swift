import Tensors

/// Turns a graph into the fused kernels of an `InferencePlan`.
final class InferenceCompiler {
  /// Phases of the schedule.
  enum Phase: Int {
    /// Parameters to folded weights in the kernels' own order.
    case load
    case evaluate
  }

  let graph: Graph
  let layout: ParameterLayout
  let batch: Int
  let schedule: Schedule
  let source = ParameterSource()
  let input: Memory
  /// The order that image values are kept in; the kernels' own when nil.
  private let order: ChannelOrder?
  private let consumers: [[Int]]
  /// Value of each node; nodes inside a fused group have none.
  private var values: [Memory?]

  init(graph: Graph, batch: Int, order: ChannelOrder? = nil) throws(KernelError) {
    self.graph = graph
    self.order = order
    self.batch = batch
    layout = ParameterLayout(graph)
    consumers = graph.consumers
    schedule = try Schedule(phases: 2)
    let shape = graph.inputShape
    input = try schedule.reserve(
      .plain([batch, shape.channels, shape.height, shape.width]), persistent: true)
    values = Array(repeating: nil, count: graph.nodes.count)
    values[0] = try schedule.arranged(input, order, phase: evaluate)
  }

  /// Appends all steps, commits the storage and returns the logits, `[batch, classes]`, row-major.
  func compile() throws(KernelError) -> Memory {
    var done = Set([0])
    for node in graph.nodes.indices where !done.contains(node) {
      let group = fusion(from: node)
      let result = try append(group)
      done.formUnion(group.nodes)
      // The sum was formed in its operand's memory, whose old content is gone.
      if let addend = group.addend { values[addend] = nil }
      values[group.last] = try schedule.arranged(result, order, phase: evaluate)
    }
    let logits = try schedule.convert(
      value(graph.nodes.count - 1), to: .plain([batch, graph.outputShape.count]), phase: evaluate)
    schedule.keep(logits)
    try schedule.commit()
    return logits
  }

  private var evaluate: Int { Phase.evaluate.rawValue }

  private func value(_ node: Int) -> Memory {
    guard let value = values[node] else {
      preconditionFailure("\(graph.nodes[node].name) is read before it is computed")
    }
    return value
  }

  // MARK: Fusion

  /// Nodes that one kernel computes: a layer, the normalization folded into it, a residual sum, an activation.
  private struct Group {
    let first: Int
    var normalization: Int?
    /// The sum's other operand, in whose memory the result is formed.
    var addend: Int?
    var activation: ElementwiseFunction?
    var nodes: [Int]
    var last: Int { nodes[nodes.count - 1] }
  }

  private func soleConsumer(of node: Int) -> Int? {
    consumers[node].count == 1 ? consumers[node][0] : nil
  }

  private func fusion(from node: Int) -> Group {
    var group = Group(first: node, nodes: [node])
    guard graph.nodes[node].operation.isLayer else { return group }
    if let next = soleConsumer(of: group.last), case .batchNormalization = graph.nodes[next].operation {
      group.normalization = next
      group.nodes.append(next)
    }
    if let next = soleConsumer(of: group.last), case .add = graph.nodes[next].operation,
      let other = graph.nodes[next].inputs.first(where: { $0 != group.last }),
      canOverwrite(other, by: next, after: node)
    {
      group.addend = other
      group.nodes.append(next)
    }
    if let next = soleConsumer(of: group.last),
      case .activation(let activation) = graph.nodes[next].operation,
      activation.isFused
    {
      group.activation = activation.function
      group.nodes.append(next)
    }
    return group
  }

  /// True when nothing reads the value of `node` after the sum `sum`, which is formed while `kernel` runs.
  private func canOverwrite(_ node: Int, by sum: Int, after kernel: Int) -> Bool {
    node != 0 && values[node] != nil && consumers[node].allSatisfy { $0 < kernel || $0 == sum }
      && consumers[node].filter { $0 == sum }.count == 1 && sharesNoStorage(node)
  }

  /// True when the node's memory is its own: a flatten may hand on its input's.
  private func sharesNoStorage(_ node: Int) -> Bool {
    values.enumerated().allSatisfy { other, memory in
      guard other != node, let memory, let own = values[node] else { return true }
      return memory.storage !== own.storage
    }
  }

  // MARK: Steps

  private func append(_ group: Group) throws(KernelError) -> Memory {
    let node = graph.nodes[group.first]
    switch node.operation {
    case .input: preconditionFailure("a graph has one input, its first node")
    case .convolution(let convolution): return try append(convolution, group)
    case .dense(let dense): return try append(dense, group)
    case .batchNormalization(let normalization): return try append(normalization, group.first)
    case .groupNormalization(let normalization): return try append(normalization, group.first)
    case .activation(let activation):
      return try append(activation, group.first, of: value(node.inputs[0]))
    case .add:
      let first = value(node.inputs[0])
      let second = try schedule.convert(value(node.inputs[1]), to: first.layout, phase: evaluate)
      let result = try schedule.reserve(first.layout)
      try schedule.append(
        .add(schedule.device, first.layout),
        [(.source, first), (.secondSource, second), (.destination, result)], phase: evaluate)
      return result
    case .pooling(let pooling): return try append(pooling, group.first)
    case .globalAveragePooling: return try append(nil, group.first)
    case .flatten:
      return try schedule.convert(
        value(node.inputs[0]), to: .plain([batch, graph.shapes[group.first].count]), phase: evaluate)
    case .subsampling(let subsampling):
      return try schedule.appendSubsampling(
        of: value(node.inputs[0]), subsampling, batch: batch, input: graph.shapes[node.inputs[0]],
        output: graph.shapes[group.first], phase: evaluate)
    case .dropout(let dropout):
      return try schedule.multiply(
        value(node.inputs[0]), by: nil, factor: dropout.inferenceFactor, phase: evaluate)
    }
  }

  private func append(_ layer: some LinearLayer, _ group: Group) throws(KernelError) -> Memory {
    let inputShape = graph.shapes[graph.nodes[group.first].inputs[0]]
    let sourceExtents = layer.sourceExtents(batch: batch, inputShape)
    let destinationExtents = layer.destinationExtents(batch: batch, graph.shapes[group.first])
    let folded = try FoldedLayer(
      layout: layout, graph: graph, layer: group.first, normalization: group.normalization,
      dropConnect: layer.dropConnect, schedule: schedule)
    let hasBias = layer.hasBias || group.normalization != nil
    let kernel = try layer.kernel(
      schedule.device,
      .forward(
        training: false,
        PostOperations(accumulates: group.addend != nil, function: group.activation)),
      source: layer.choosesLayouts ? .any(sourceExtents) : .plain(sourceExtents),
      weights: .any(folded.weights.layout.extents), bias: hasBias ? folded.bias.layout : nil,
      destination: layer.choosesLayouts ? .any(destinationExtents) : .plain(destinationExtents))

    schedule.append(
      FoldStep(folded, from: source), touching: [folded.weights, folded.bias], phase: Phase.load.rawValue)
    let ordered = try schedule.reserve(
      kernel.layout(.weights, extents: folded.weights.layout.extents), persistent: true)
    try schedule.append(
      .reorder(schedule.device, from: folded.weights.layout, to: ordered.layout),
      [(.source, folded.weights), (.destination, ordered)], phase: Phase.load.rawValue)

    let input = try schedule.convert(
      value(graph.nodes[group.first].inputs[0]), to: kernel.layout(.source, extents: sourceExtents),
      phase: evaluate)
    let order = try kernel.layout(.destination, extents: destinationExtents)
    let result: Memory
    if let addend = group.addend {
      result = try schedule.convert(value(addend), to: order, phase: evaluate)
    } else {
      result = try schedule.reserve(order)
    }
    var bound: [(KernelArgument, Memory)] = [
      (.source, input), (.weights, ordered), (.destination, result),
    ]
    if hasBias { bound.append((.bias, folded.bias)) }
    try schedule.append(kernel, bound, phase: evaluate)
    return result
  }

  private func append(_ normalization: BatchNormalization, _ node: Int) throws(KernelError) -> Memory {
    let input = value(graph.nodes[node].inputs[0])
    let result = try schedule.reserve(input.layout)
    let channels = graph.shapes[node].channels
    let affine = NormalizationAffine(layout.blocks(of: node), epsilon: normalization.epsilon)
    let table = AffineTable(channels: channels)
    schedule.append(
      ClosureStep { [source] in
        guard let parameters = source.parameters else { return }
        for c in 0..<channels { table[c] = affine.coefficients(c, parameters) }
      }, touching: [], phase: Phase.load.rawValue)
    schedule.append(
      ChannelAffineStep(input, to: result, channels: channels) { c in
        .init(x: Float(table[c].scale), constant: Float(table[c].shift))
      }, touching: [input, result], phase: evaluate)
    return result
  }

  private func append(
    _ activation: Activation, _ node: Int, of input: Memory
  ) throws(KernelError) -> Memory {
    let result = try schedule.reserve(input.layout)
    guard let function = activation.function else {
      try appendParametricRectifier(node, input, to: result)
      return result
    }
    try schedule.append(
      .elementwise(schedule.device, function, input.layout),
      [(.source, input), (.destination, result)], phase: evaluate)
    return result
  }

  private func appendParametricRectifier(_ node: Int, _ input: Memory, to result: Memory) throws(KernelError)
  {
    let slopes = try copy(of: layout.blocks(of: node)[0])
    schedule.append(
      RectifyStep(by: input, times: input, slopes: slopes, to: result), touching: [input, slopes, result],
      phase: evaluate)
  }

  private func append(_ normalization: GroupNormalization, _ node: Int) throws(KernelError) -> Memory {
    let input = value(graph.nodes[node].inputs[0])
    let result = try schedule.reserve(input.layout)
    let blocks = layout.blocks(of: node)
    let (scale, shift) = (try copy(of: blocks[0]), try copy(of: blocks[1]))
    let statistics = GroupStatistics(normalization, graph.shapes[node], batch: batch)
    let step = statistics.normalize(input, scale: scale, shift: shift, to: result)
    schedule.append(step, touching: step.memories + [scale, shift], phase: evaluate)
    return result
  }

  /// The parameters of a block, as the last load left them.
  private func copy(of block: ParameterBlock) throws(KernelError) -> Memory {
    let memory = try schedule.reserve(.plain(block.shape), persistent: true)
    schedule.append(
      ClosureStep { [source] in
        guard let parameters = source.parameters else { return }
        memory.pointer.update(from: parameters + block.range.lowerBound, count: block.range.count)
      }, touching: [memory], phase: Phase.load.rawValue)
    return memory
  }

  private func append(_ pooling: Pooling?, _ node: Int) throws(KernelError) -> Memory {
    let inputNode = graph.nodes[node].inputs[0]
    let geometry = PoolingGeometry(graph, node: node, input: inputNode, pooling)
    let image = try schedule.imageView(
      of: value(inputNode), batch: batch, graph.shapes[inputNode], phase: evaluate)
    let kernel = try geometry.kernel(
      schedule.device, batch: batch, source: image.layout, training: false)
    let result = try schedule.reserve(
      kernel.layout(.destination, extents: geometry.destinationExtents(batch)))
    try schedule.append(kernel, [(.source, image), (.destination, result)], phase: evaluate)
    return result
  }
}

extension Operation {
  /// True for operations with weights, into which normalization, sums and rectifiers can be fused.
  fileprivate var isLayer: Bool {
    switch self {
    case .convolution, .dense: true
    default: false
    }
  }
}
