import Tensors

/// What the rules of the operations share while a differentiation plan is compiled.
///
/// Values of a node are `[n, C, H, W]`, or `[n, F]` after a flatten or dense node, in whatever layout the kernels
/// of their producer prefer; a consumer that needs another one converts.
final class PlanCompiler {
  /// Phases of the schedule, in the order in which they run.
  enum Phase: Int, CaseIterable {
    case forward
    case tangent
    case backward
    case tangentBackward
  }

  let graph: Graph
  let layout: ParameterLayout
  let batch: Int
  let statistics: BatchStatistics
  let schedule: Schedule
  let masks = MaskSource()
  /// Whether dropout and DropConnect draw masks; they do what they do in inference otherwise.
  let dropsOut: Bool
  /// Nodes whose own values a caller wants to see: no kernel may put a following rectifier's in their place.
  let observed: Set<Int>
  /// The order that image values are kept in; the kernels' own when nil.
  let order: ChannelOrder?
  let consumers: [[Int]]
  /// Parameters in the order of `layout.blocks`, row-major.
  let parameters: [Memory]
  /// Gradients of the blocks, row-major; nil until a rule provides one.
  var gradients: [Memory?]
  /// The direction along which tangents are taken, and the gradients' tangents; only with curvature.
  let directions: [Memory]
  var gradientTangents: [Memory?]
  /// Values and tangents of the nodes so far; a nil tangent is zero.
  var values: [Memory] = []
  var tangents: [Memory?] = []
  /// Values of the observed nodes and the loss's gradients with respect to them, row-major, kept after a pass.
  var observedValues: [Int: Memory] = [:]
  var observedGradients: [Int: Memory] = [:]
  /// Statistics of the last batch, for each batch-normalization node.
  var batchStatistics: [BatchStatisticsMemory] = []

  init(
    graph: Graph, batch: Int, statistics: BatchStatistics, curvature: Bool, dropsOut: Bool,
    observed: Set<Int> = [], order: ChannelOrder? = nil
  ) throws(KernelError) {
    self.graph = graph
    self.order = order
    self.observed = observed
    self.dropsOut = dropsOut && statistics == .batch
    self.batch = batch
    self.statistics = statistics
    layout = ParameterLayout(graph)
    consumers = graph.consumers
    schedule = try Schedule(phases: Phase.allCases.count)
    parameters = try Self.reserve(layout, in: schedule)
    directions = curvature ? try Self.reserve(layout, in: schedule) : []
    gradients = Array(repeating: nil, count: layout.blocks.count)
    gradientTangents = gradients
  }

  private static func reserve(
    _ layout: ParameterLayout, in schedule: Schedule
  ) throws(KernelError) -> [Memory] {
    var result: [Memory] = []
    for block in layout.blocks { result.append(try schedule.reserve(.plain(block.shape), persistent: true)) }
    return result
  }

  /// Indices of the blocks that a node owns, in the order in which its operation lists them.
  func blocks(of node: Int) -> [Int] {
    layout.blocks.indices.filter { layout.blocks[$0].node == node }
  }

  /// The only consumer of a node, if it has exactly one.
  func soleConsumer(of node: Int) -> Int? {
    consumers[node].count == 1 ? consumers[node][0] : nil
  }

  /// True when the node is a rectifier that its input's kernel applies as well.
  func isFusedRectifier(_ node: Int) -> Bool {
    guard case .activation(.relu) = graph.nodes[node].operation, let source = graph.nodes[node].inputs.first,
      soleConsumer(of: source) == node, !observed.contains(source)
    else { return false }
    return switch graph.nodes[source].operation {
    // oneDNN 2.6 computes wrong numbers and writes beyond the tensor when a sum with a rectifier has a part of a
    // vector register's channels left over: with AVX in blocks of 8, with AVX-512 in blocks of 8, and so on.
    case .add: graph.shapes[source].channels % 16 == 0
    case .batchNormalization: statistics == .batch
    default: false
    }
  }

  /// True when the node's kernel is to rectify its result, because its only reader is a rectifier.
  func rectifies(_ node: Int) -> Bool {
    soleConsumer(of: node).map(isFusedRectifier) ?? false
  }

  // MARK: Steps

  func reserve(_ layout: Layout) throws(KernelError) -> Memory {
    try schedule.reserve(layout)
  }

  func append(
    _ description: KernelDescription, _ bound: [(KernelArgument, Memory)], _ phase: Phase
  ) throws(KernelError) {
    try schedule.append(description, bound, phase: phase.rawValue)
  }

  func append(_ step: any Step, touching memories: [Memory], _ phase: Phase) {
    schedule.append(step, touching: memories, phase: phase.rawValue)
  }

  /// The content in another layout; the memory itself when it already has that layout.
  func convert(_ memory: Memory, to layout: Layout, _ phase: Phase) throws(KernelError) -> Memory {
    try schedule.convert(memory, to: layout, phase: phase.rawValue)
  }

  /// A node's value as the nodes that read it see it; see `Schedule.arranged`.
  func arranged(_ value: Memory, _ phase: Phase) throws(KernelError) -> Memory {
    try schedule.arranged(value, order, phase: phase.rawValue)
  }

  /// The content in row-major order.
  func plain(_ memory: Memory, _ phase: Phase) throws(KernelError) -> Memory {
    try convert(memory, to: .plain(memory.layout.extents), phase)
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

/// Which mean and variance batch normalization uses, and with them whether a plan is one for training or for inference.
package enum BatchStatistics: Hashable, Sendable {
  /// Those of the batch, as in training; dropout draws masks.
  case batch
  /// The running ones among the parameters, as in inference; nothing is dropped.
  case running
}

/// Where a batch-normalization node leaves the statistics of a batch.
struct BatchStatisticsMemory {
  let node: Int
  /// Per channel, over samples and pixels.
  let mean: Memory
  /// Per channel, biased: divided by the number of values.
  let variance: Memory
  /// Values that went into each channel's statistics: `n·H·W`.
  let count: Int
}

extension Schedule {
  /// A node's value in the given order; without one, in an order that our loops know.
  ///
  /// That is row-major where the kernels chose an order that they do not know. Values that are no images stay as they are.
  func arranged(_ value: Memory, _ order: ChannelOrder?, phase: Int) throws(KernelError) -> Memory {
    guard value.layout.extents.count == 4 else { return value }
    if order == nil, value.layout.channelBlock != nil { return value }
    return try convert(value, to: .images(value.layout.extents, order ?? .rowMajor), phase: phase)
  }

  /// The content of `memory` in another layout; the memory itself when it already has that layout.
  func convert(_ memory: Memory, to layout: Layout, phase: Int) throws(KernelError) -> Memory {
    if memory.layout.isSame(as: layout) { return memory }
    guard memory.layout.extents.count != layout.extents.count else {
      let result = try reserve(layout)
      try append(
        .reorder(device, from: memory.layout, to: layout), [(.source, memory), (.destination, result)],
        phase: phase)
      return result
    }
    // Another rank: row-major order has the same meaning in both.
    let plain = try convert(memory, to: .plain(memory.layout.extents), phase: phase)
    return try convert(view(plain, as: .plain(layout.extents)), to: layout, phase: phase)
  }
}
