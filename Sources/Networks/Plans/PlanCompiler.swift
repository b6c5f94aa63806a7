import Tensors

/// What the rules of the operations share while a plan is compiled.
///
/// A node's value has the extents of its `ValueShape`, in whatever layout the kernels of its producer prefer; a consumer
/// that needs another one converts.
package final class PlanCompiler {
  /// What the plan is for.
  enum Purpose: Hashable {
    /// Values alone, as fast as possible: parameters are loaded once for many batches.
    case inference
    /// Values that are looked at, gradients, and with `curvature` Hessian–vector products.
    case derivatives(curvature: Bool)
  }

  /// Phases of the schedule, in the order in which they run.
  package enum Phase: Int, CaseIterable {
    /// What depends on parameters alone. Plans with derivatives do this work in `forward`.
    case load
    case forward
    case tangent
    case backward
    case tangentBackward
  }

  let graph: Graph
  let layout: ParameterLayout
  let batch: Int
  let purpose: Purpose
  let statistics: BatchStatistics
  let schedule: Schedule
  let masks = MaskSource()
  /// Whether dropout and DropConnect draw masks; they do what they do in inference otherwise.
  let dropsOut: Bool
  /// Nodes whose own values a caller wants to see: no kernel may put a following rectifier's in their place.
  let observed: Set<Int>
  /// For each node, the index by which its masks are drawn: that in the graph before expansion.
  let origins: [Int]
  /// The order that image values are kept in; the kernels' own when nil.
  let order: ChannelOrder?
  /// What the kernels of `FusionTable.bfloat16` read and write.
  let precision: Precision
  let consumers: [[Int]]
  /// Where a load of an inference plan finds the parameters.
  let source = ParameterSource()
  /// What the passes of a plan with `bfloat16` values find.
  let watch = OverflowWatch()
  /// Gradients of the blocks, row-major; nil until a rule provides one.
  var gradients: [Memory?]
  var gradientTangents: [Memory?]
  /// Values and tangents of the nodes so far; a nil tangent is zero.
  let values: ValueTable
  var tangents: [Memory?] = []
  /// The layouts in which gradients with respect to the nodes' values are summed, by node.
  private(set) var gradientLayouts: [Layout] = []
  /// Memories of the input nodes, row-major.
  var inputs: [Int: Memory] = [:]
  /// Values of the observed nodes and the loss's gradients with respect to them, row-major, kept after a pass.
  var observedValues: [Int: Memory] = [:]
  var observedGradients: [Int: Memory] = [:]
  /// Statistics of the last batch, for each batch-normalization node.
  var batchStatistics: [BatchStatisticsMemory] = []

  /// For each node, whether it depends on no input, so that inference computes it while loading.
  private let isStatic: [Bool]
  /// For each node, whether a gradient with respect to its value is of use.
  private let needsGradients: [Bool]
  /// Parameters and directions by block, row-major; in inference those that a rule asked for.
  private var blockMemories: [Int: Memory] = [:]
  private var directionMemories: [Memory] = []
  /// Values of nodes that serve as parameters, row-major.
  private var plainValues: [Int: Memory] = [:]
  /// The phase of the last step.
  private var lastPhase = 0
  /// The node whose forward rule is being compiled.
  private var current = 0

  init(
    graph: Graph, batch: Int, purpose: Purpose, statistics: BatchStatistics, dropsOut: Bool = true,
    observed: Set<Int> = [], origins: [Int]? = nil, order: ChannelOrder? = nil,
    precision: Precision = .exact, threads: Int = 1
  ) throws(KernelError) {
    precondition(precision == .exact || purpose == .inference, "derivatives are exact")
    try precision.check()
    self.graph = graph
    self.precision = precision
    self.order = order
    self.observed = observed
    self.purpose = purpose
    self.dropsOut = dropsOut && statistics == .batch
    self.batch = batch
    self.statistics = statistics
    self.origins = origins ?? Array(graph.nodes.indices)
    layout = ParameterLayout(graph)
    consumers = graph.consumers
    schedule = try Schedule(phases: Phase.allCases.count, threads: threads)
    values = ValueTable(graph)
    var isStatic: [Bool] = []
    var needsGradients: [Bool] = []
    for (index, node) in graph.nodes.enumerated() {
      let isInput = node.operation.as(Input.self) != nil
      isStatic.append(!isInput && node.inputs.allSatisfy { isStatic[$0] })
      let isFloat = graph.values[index].element == .float32
      needsGradients.append(
        isFloat && !isInput
          && (observed.contains(index) || !layout.indices(of: index).isEmpty
            || node.inputs.contains { needsGradients[$0] })
      )
    }
    self.isStatic = isStatic
    self.needsGradients = needsGradients
    gradients = Array(repeating: nil, count: layout.blocks.count)
    gradientTangents = gradients
    if case .derivatives(let curvature) = purpose {
      for (index, block) in layout.blocks.enumerated() {
        blockMemories[index] = try schedule.reserve(.plain(block.shape), persistent: true)
      }
      if curvature {
        for block in layout.blocks {
          directionMemories.append(try schedule.reserve(.plain(block.shape), persistent: true))
        }
      }
    }
  }

  var isInference: Bool { purpose == .inference }

  /// True when a backward rule must provide the gradient with respect to the value of `node`.
  func needsGradient(_ node: Int) -> Bool { needsGradients[node] }

  /// The only consumer of a node, if it has exactly one.
  func soleConsumer(of node: Int) -> Int? {
    consumers[node].count == 1 ? consumers[node][0] : nil
  }

  /// True when the node is a rectifier that its input's kernel applies as well.
  func isFusedRectifier(_ node: Int) -> Bool {
    guard graph.nodes[node].operation == .activation(.relu), let source = graph.nodes[node].inputs.first,
      soleConsumer(of: source) == node, !observed.contains(source)
    else { return false }
    return FusionTable.rectifies(graph.nodes[source].operation, graph.values[source], statistics)
  }

  /// True when the node's kernel is to rectify its result, because its only reader is a rectifier.
  func rectifies(_ node: Int) -> Bool {
    soleConsumer(of: node).map(isFusedRectifier) ?? false
  }

  /// Compiles the forward rule of a node and keeps its value; returns the layout in which the node's rules take gradients.
  @discardableResult
  func compileForward(_ node: Int, _ rules: any NodeRules) throws(KernelError) -> Layout {
    current = node
    let value = try rules.forward(self)
    precondition(
      value.layout.extents == graph.values[node].extents(batch: batch),
      "\(graph.nodes[node].name) has a value of \(value.layout.extents), not \(graph.values[node])")
    // A view of another value with other distances between its numbers, such as a transposed matrix.
    let isStrided = !value.layout.isPlain && value.layout.strides != nil && value.layout.channelBlock == nil
    let keepsStrides =
      isStrided && !observed.contains(node) && !consumers[node].isEmpty
      && consumers[node].allSatisfy { graph.nodes[$0].operation.base.acceptsStrides }
    values[node] = keepsStrides ? value : try arranged(value, .forward)
    let plain = try Layout.plain(value.layout.extents)
    gradientLayouts.append(keepsStrides ? plain : values[node].layout)
    return isStrided ? plain : value.layout
  }

  // MARK: Parameters

  /// The numbers of a block, row-major.
  func parameter(_ block: Int) throws(KernelError) -> Memory {
    if let known = blockMemories[block] { return known }
    let range = layout.blocks[block].range
    let memory = try schedule.reserve(.plain(layout.blocks[block].shape), persistent: true)
    append(
      ClosureStep { [source] in
        guard let parameters = source.parameters else { return }
        memory.pointer.update(from: parameters + range.lowerBound, count: range.count)
      }, touching: [memory], .load)
    blockMemories[block] = memory
    return memory
  }

  /// The numbers of a node's own blocks, in their order.
  func parameters(of node: Int) throws(KernelError) -> [Memory] {
    var result: [Memory] = []
    for block in layout.indices(of: node) { result.append(try parameter(block)) }
    return result
  }

  /// The components of the direction in a block, row-major; only in plans with curvature.
  func direction(_ block: Int) -> Memory { directionMemories[block] }

  /// Writes the flat vector into the blocks' memories, or into those of the direction.
  func copy(_ vector: UnsafeBufferPointer<Float>, asDirection: Bool = false) {
    precondition(vector.count == layout.count, "\(vector.count) parameters for \(layout.count)")
    guard let source = vector.baseAddress else { return }
    for (index, block) in layout.blocks.enumerated() {
      guard let memory = asDirection ? directionMemories[index] : blockMemories[index] else { continue }
      memory.pointer.update(from: source + block.range.lowerBound, count: block.range.count)
    }
  }

  /// Where a node finds its parameters, in their order: in values that it reads beside its data, then in blocks of its own.
  ///
  /// - Parameter data: how many of the node's inputs are data.
  func slots(of node: Int, data: Int = 1) -> [ParameterSlot] {
    let fed = graph.nodes[node].inputs.enumerated().dropFirst(data).map { ParameterSlot.value($1, input: $0) }
    return fed + layout.indices(of: node).map { .block($0) }
  }

  /// A parameter, row-major.
  func parameter(_ slot: ParameterSlot) throws(KernelError) -> Memory {
    switch slot {
    case .block(let block): return try parameter(block)
    case .value(let node, _):
      // Once: a copy that is made later than the backward steps would run before them, in storage that they use.
      if let known = plainValues[node] { return known }
      let memory = try plain(values[node], isStatic[node] ? .load : .forward)
      plainValues[node] = memory
      return memory
    }
  }

  /// Whether a parameter is the same for all batches: true but for weights that are computed from data.
  func isLoaded(_ slot: ParameterSlot) -> Bool {
    switch slot {
    case .block: true
    case .value(let node, _): isStatic[node]
    }
  }

  /// The direction's components of a parameter, row-major; nil when it does not move.
  func direction(_ slot: ParameterSlot, _ phase: Phase) throws(KernelError) -> Memory? {
    switch slot {
    case .block(let block): return direction(block)
    case .value(let node, _):
      guard let tangent = tangents[node] else { return nil }
      return try plain(tangent, phase)
    }
  }

  /// True when the gradient with respect to a parameter is of use.
  func needsGradient(_ slot: ParameterSlot) -> Bool {
    switch slot {
    case .block: true
    case .value(let node, _): needsGradient(node)
    }
  }

  /// Takes the gradient with respect to a parameter, row-major: into the plan, or among the node's terms.
  func provide(_ gradient: Memory, for slot: ParameterSlot, _ terms: inout [Memory?], _ phase: Phase) {
    switch slot {
    case .block(let block):
      if phase == .backward { gradients[block] = gradient } else { gradientTangents[block] = gradient }
    case .value(_, let input):
      while terms.count <= input { terms.append(nil) }
      terms[input] = gradient
    }
  }

  // MARK: Values

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
  private func watchRounded(_ memory: Memory, _ phase: Phase) {
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

  // MARK: Steps

  /// Storage for what a rule computes; what inference computes while loading stays.
  func reserve(_ layout: Layout, persistent: Bool = false) throws(KernelError) -> Memory {
    try schedule.reserve(layout, persistent: persistent || isInference && isStatic[current])
  }

  /// The schedule's number of a phase.
  ///
  /// A step that is appended to a phase that is over would run before others, in storage that they use.
  func index(_ phase: Phase) -> Int {
    let result =
      switch phase {
      case .load where !isInference: Phase.forward.rawValue
      case .forward where isInference && isStatic[current]: Phase.load.rawValue
      default: phase.rawValue
      }
    precondition(isInference || result >= lastPhase, "a step of \(phase) comes too late")
    lastPhase = result
    return result
  }

  func append(
    _ description: KernelDescription, _ bound: [(KernelArgument, Memory)], _ phase: Phase
  ) throws(KernelError) {
    try schedule.append(description, bound, phase: index(phase))
    for case (.destination, let result) in bound { watchRounded(result, phase) }
  }

  func append(_ step: any Step, touching memories: [Memory], _ phase: Phase) {
    schedule.append(step, touching: memories, phase: index(phase))
  }

  /// The content in another layout; the memory itself when it already has that layout.
  func convert(_ memory: Memory, to layout: Layout, _ phase: Phase) throws(KernelError) -> Memory {
    let result = try schedule.convert(
      memory, to: layout, phase: index(phase),
      persistent: isInference && (phase == .load || isStatic[current]))
    if memory.layout.element != .bfloat16 { watchRounded(result, phase) }
    return result
  }

  /// A node's value as the nodes that read it see it; see `Schedule.arranged`.
  func arranged(_ value: Memory, _ phase: Phase) throws(KernelError) -> Memory {
    try schedule.arranged(
      value, order, phase: index(phase), persistent: isInference && isStatic[current])
  }

  /// The content as `Float` in row-major order.
  func plain(_ memory: Memory, _ phase: Phase) throws(KernelError) -> Memory {
    try convert(memory, to: .plain(memory.layout.extents), phase)
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

/// Where a node's parameter comes from.
enum ParameterSlot: Hashable {
  /// A block of the flat vector.
  case block(Int)
  /// The value of a node, which is the node's input of that position: a tied weight, or one that is computed.
  case value(Int, input: Int)
}

/// The values of nodes while a plan is compiled.
final class ValueTable {
  private let graph: Graph
  private var memories: [Memory?]

  init(_ graph: Graph) {
    self.graph = graph
    memories = Array(repeating: nil, count: graph.nodes.count)
  }

  /// The value of a node that has been compiled and not been overwritten.
  subscript(node: Int) -> Memory {
    get {
      guard let memory = memories[node] else {
        preconditionFailure("\(graph.nodes[node].name) is read before it is computed")
      }
      return memory
    }
    set { memories[node] = newValue }
  }

  /// The value, if there is one.
  func found(_ node: Int) -> Memory? { memories[node] }

  /// Forgets a value whose memory holds another one now.
  func remove(_ node: Int) { memories[node] = nil }

  /// True when no other node's value lies in the same storage.
  func isAlone(_ node: Int) -> Bool {
    guard let own = memories[node] else { return false }
    return memories.enumerated().allSatisfy { $0 == node || $1?.storage !== own.storage }
  }
}

/// Which mean and variance batch normalization uses, and with them whether a plan is one for training or for inference.
package enum BatchStatistics: Hashable, Sendable {
  /// Those of the batch, as in training; dropout draws masks.
  case batch
  /// The running ones among the parameters, as in inference; nothing is dropped.
  case running
}

extension Schedule {
  /// A node's value in the given order; without one, in an order that our loops know.
  ///
  /// That is row-major where the kernels chose an order that they do not know. Values of another rank are row-major.
  func arranged(
    _ value: Memory, _ order: ChannelOrder?, phase: Int, persistent: Bool = false
  ) throws(KernelError) -> Memory {
    guard value.layout.extents.count == 4, value.layout.element != .int32 else {
      if value.layout.isPlain { return value }
      return try convert(
        value, to: .plain(value.layout.extents, value.layout.element), phase: phase, persistent: persistent)
    }
    if order == nil, value.layout.channelBlock != nil { return value }
    let layout = try Layout.images(value.layout.extents, order ?? .rowMajor, value.layout.element)
    return try convert(value, to: layout, phase: phase, persistent: persistent)
  }

  /// The content of `memory` in another layout; the memory itself when it already has that layout.
  ///
  /// - Parameter persistent: the result outlives a run.
  func convert(
    _ memory: Memory, to layout: Layout, phase: Int, persistent: Bool = false
  ) throws(KernelError) -> Memory {
    if memory.layout.isSame(as: layout) { return memory }
    guard memory.layout.extents.count != layout.extents.count else {
      let result = try reserve(layout, persistent: persistent)
      try append(
        .reorder(device, from: memory.layout, to: layout), [(.source, memory), (.destination, result)],
        phase: phase)
      return result
    }
    // Another rank: row-major order has the same meaning in both.
    let element = memory.layout.element
    let plain = try convert(
      memory, to: .plain(memory.layout.extents, element), phase: phase, persistent: persistent)
    return try convert(
      view(plain, as: .plain(layout.extents, element)), to: layout, phase: phase, persistent: persistent)
  }
}
