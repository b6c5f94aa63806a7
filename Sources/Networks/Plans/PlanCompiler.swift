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
  let isStatic: [Bool]
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
  private(set) var current = 0

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
          && (observed.contains(index) || layout.blocks(of: index).contains(where: \.role.isTrainable)
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
}
