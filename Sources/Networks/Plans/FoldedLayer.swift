import Numerics
import Tensors

/// Where a load finds the parameter vector, for as long as it lasts.
final class ParameterSource {
  var parameters: UnsafePointer<Float>?
}

/// A layer's weights and bias with the normalization after it folded in.
///
/// With `s = γ/√(σ² + ε)` of the filter: `w ← s·w`, `b ← s·(b − μ) + β`; weights that DropConnect dropped in training
/// get its constant as well.
struct FoldedLayer {
  /// Of the parameter: `[filters, …]`.
  let shape: [Int]
  /// Nil for a layer without bias that is not normalized.
  let bias: Memory?
  /// When the weights are known: while loading, unless they are computed from data.
  let phase: PlanCompiler.Phase
  private let step: FoldStep
  private let plan: PlanCompiler
  private let sources: [Memory]

  init(
    _ plan: PlanCompiler, layer: Int, hasBias: Bool, normalization: Int?, dropConnect: Dropout?
  ) throws(KernelError) {
    let slots = plan.slots(of: layer)
    phase = plan.isLoaded(slots[0]) ? .load : .forward
    let weight = try FoldedSource(slots[0], plan)
    shape = weight.shape
    let added = hasBias ? try FoldedSource(slots[1], plan) : nil
    bias =
      added != nil || normalization != nil
      ? try plan.schedule.reserve(.plain([shape[0]]), persistent: true) : nil
    step = FoldStep(
      weight: weight, bias: added, normalization: normalization.map { NormalizationAffine(plan, $0) },
      factor: dropConnect.map { Double($0.inferenceFactor) } ?? 1, source: plan.source, folded: bias)
    sources = [weight.memory, added?.memory].compactMap(\.self)
    self.plan = plan
  }

  /// The weights in a kernel's layout; appends the steps that write them.
  ///
  /// - Parameter layout: of the same numbers, whose extents may have the filters in groups.
  func weights(in layout: Layout) throws(KernelError) -> Memory {
    let ordered = try plan.schedule.reserve(layout, persistent: phase == .load)
    let used = sources + (bias.map { [$0] } ?? [])
    if phase == .load, let places = FilterPlaces(layout, filters: shape[0]) {
      step.target = .placed(ordered, places)
      plan.append(step, touching: used + [ordered], phase)
      return ordered
    }
    // Weights that are reordered at once need no storage of their own for longer.
    let weights = try plan.schedule.reserve(.plain(shape))
    step.target = .plain(weights)
    plan.append(step, touching: used + [weights], phase)
    let viewed = try plan.schedule.view(weights, as: .plain(layout.extents))
    try plan.append(
      .reorder(plan.schedule.device, from: viewed.layout, to: layout),
      [(.source, viewed), (.destination, ordered)], phase)
    if layout.element == .bfloat16 { plan.watch(weights, bias, phase) }
    return ordered
  }
}

extension PlanCompiler {
  /// Appends the search for weights and biases by which sums of products of `bfloat16` numbers might overflow.
  fileprivate func watch(_ weights: Memory, _ bias: Memory?, _ phase: Phase) {
    let mark = phase == .load ? \OverflowWatch.load : \OverflowWatch.forward
    let products = weights.layout.extents.dropFirst().reduce(1, *)
    let steps =
      [(weights, OverflowWatch.weightLimit(products: products))]
      + (bias.map { [($0, OverflowWatch.biasLimit)] } ?? [])
    for (memory, limit) in steps {
      append(MagnitudeStep(memory, limit: limit, watch, mark), touching: [memory], phase)
    }
  }
}

/// A parameter that is folded: a range of the vector that is loaded, or the value of a node.
struct FoldedSource {
  let shape: [Int]
  let memory: Memory?
  private let start: Int

  init(_ slot: ParameterSlot, _ plan: PlanCompiler) throws(KernelError) {
    switch slot {
    case .block(let index):
      let block = plan.layout.blocks[index]
      (shape, memory, start) = (block.shape, nil, block.range.lowerBound)
    case .value:
      let value = try plan.parameter(slot)
      (shape, memory, start) = (value.layout.extents, value, 0)
    }
  }

  func pointer(_ parameters: UnsafePointer<Float>?) -> UnsafePointer<Float>? {
    memory.map { UnsafePointer($0.pointer) } ?? parameters.map { $0 + start }
  }
}

/// The scale and shift that batch normalization with running statistics amounts to.
struct NormalizationAffine {
  private let scale: Int
  private let shift: Int
  private let mean: Int
  private let variance: Int
  private let epsilon: Double

  init(_ plan: PlanCompiler, _ node: Int) {
    guard let normalization = plan.graph.nodes[node].operation.as(BatchNormalization.self) else {
      preconditionFailure("\(plan.graph.nodes[node].name) is no batch normalization")
    }
    let starts = plan.layout.blocks(of: node).map(\.range.lowerBound)
    (scale, shift, mean, variance) = (starts[0], starts[1], starts[2], starts[3])
    epsilon = Double(normalization.epsilon)
  }

  /// `s = γ/√(σ² + ε)` and `β − s·μ` of one channel.
  func coefficients(_ c: Int, _ parameters: UnsafePointer<Float>) -> (scale: Double, shift: Double) {
    let deviation = (Double(parameters[variance + c]) + epsilon).squareRoot()
    let s = Double(parameters[scale + c]) / deviation
    let shift = Double(parameters[shift + c]) - s * Double(parameters[mean + c])
    return (s, shift)
  }
}

/// Scale and shift of each channel, kept from a load to the evaluations after it.
final class AffineTable {
  private var entries: [(scale: Double, shift: Double)]

  init(channels: Int) { entries = Array(repeating: (1, 0), count: channels) }

  subscript(channel: Int) -> (scale: Double, shift: Double) {
    get { entries[channel] }
    set { entries[channel] = newValue }
  }
}

/// Writes a folded layer's weights and bias from the parameter vector that is being loaded.
private final class FoldStep: Step {
  enum Target {
    /// Row-major.
    case plain(Memory)
    case placed(Memory, FilterPlaces)
  }

  private let weight: FoldedSource
  private let bias: FoldedSource?
  private let normalization: NormalizationAffine?
  /// What inference multiplies the weights by, besides.
  private let factor: Double
  private let source: ParameterSource
  /// Where the weights go; set before the first run.
  var target: Target?
  private let folded: Memory?
  /// Of each filter's weights.
  private let factors: UnsafeMutableBufferPointer<Float>

  init(
    weight: FoldedSource, bias: FoldedSource?, normalization: NormalizationAffine?, factor: Double,
    source: ParameterSource, folded: Memory?
  ) {
    self.weight = weight
    self.bias = bias
    self.normalization = normalization
    self.factor = factor
    self.source = source
    self.folded = folded
    factors = .allocate(capacity: weight.shape[0])
    factors.initialize(repeating: 0)
  }

  deinit { factors.deallocate() }

  func run() {
    let parameters = source.parameters
    guard let from = weight.pointer(parameters) else { return }
    let filters = weight.shape[0]
    let size = weight.shape.dropFirst().reduce(1, *)
    let bias = bias.flatMap { $0.pointer(parameters) }
    for filter in 0..<filters {
      var (scale, shift) = (1.0, 0.0)
      if let normalization, let parameters {
        (scale, shift) = normalization.coefficients(filter, parameters)
      }
      factors[filter] = Float(scale * factor)
      folded?.pointer[filter] = Float(scale * (bias.map { Double($0[filter]) } ?? 0) + shift)
    }
    switch target {
    case .plain(let weights):
      VectorMath.scaleRows(
        UnsafeBufferPointer(start: from, count: filters * size), by: UnsafeBufferPointer(factors),
        into: UnsafeMutableBufferPointer(start: weights.pointer, count: filters * size))
    case .placed(let ordered, let places): place(from, size, in: ordered, places)
    case nil: return
    }
  }

  /// Writes the weights where the kernel wants them, in one pass.
  private func place(_ from: UnsafePointer<Float>, _ size: Int, in ordered: Memory, _ places: FilterPlaces) {
    guard let factors = factors.baseAddress else { return }
    places.numbers.withUnsafeBufferPointer { numbers in
      guard let numbers = numbers.baseAddress else { return }
      for first in stride(from: 0, to: places.filters.count, by: places.group) {
        VectorMath.placeRows(
          from + first * size, by: factors + first, rows: min(places.group, places.filters.count - first),
          count: size, places: numbers, into: ordered.pointer + places.filters[first])
      }
    }
  }
}
