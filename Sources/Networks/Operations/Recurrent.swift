import Numerics
import Tensors

/// A recurrent layer in one direction: `[n, T, features]` becomes the states of all steps, `[n, T, units]`.
///
/// States start at 0. Parameters are PyTorch's: `weight_ih` `[gates·units, features]`, `weight_hh` `[gates·units, units]` and
/// biases `bias_ih` and `bias_hh`, gates in the order i, f, g, o (LSTM) or r, z, n (GRU); each row of a weight is a filter. In files
/// `reverse` is absent where it is false.
package struct Recurrent: Hashable, Sendable {
  /// How a state follows from the one before.
  package enum Cell: String, Codable, Sendable {
    /// `h ← tanh a` with `a = W x + b + U h + c`; Elman 1990, doi:10.1207/s15516709cog1402_1.
    case tanh
    /// `h ← max(0, a)`.
    case relu
    /// Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers et al. 2000.
    case lstm
    /// The candidate is `tanh(W x + b + r ∘ (U h + c))`, as in PyTorch; ONNX's `linear_before_reset` 1.
    case gru
    /// The candidate is `tanh(W x + b + U (r ∘ h) + c)`; Cho et al. 2014, arXiv:1406.1078. ONNX's default.
    case gruWithResetFirst = "gru-reset-first"

    var loop: Recurrence.Cell {
      switch self {
      case .tanh: .tanh
      case .relu: .rectifier
      case .lstm: .lstm
      case .gru: .gru
      case .gruWithResetFirst: .gruWithResetFirst
      }
    }
  }

  package let cell: Cell
  package let units: Int
  package let bias: Bool
  /// Whether the last step comes first; outputs stay at their steps.
  package let reverse: Bool

  package init(_ cell: Cell, units: Int, bias: Bool = true, reverse: Bool = false) {
    self.cell = cell
    self.units = units
    self.bias = bias
    self.reverse = reverse
  }

  /// Rows of each weight.
  var rows: Int { cell.loop.gates * units }

  private static let (largestUnits, largestSteps) = (1 << 16, 1 << 12)
}

extension Recurrent: OperationKind {
  package static let kind = "recurrent"

  /// The data, and parameters where they are not the node's own.
  package var arity: ClosedRange<Int> { 1...(bias ? 5 : 3) }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.rank == 3, shape.batchAxis == 0, shape.element == .float32,
      (1...Self.largestUnits).contains(units), (1...Self.largestSteps).contains(shape.extents[1]),
      ParameterSpecification.fit(specifications(shape.extents[2]), inputs.dropFirst())
    else { return nil }
    return shape.with([shape.extents[0], shape.extents[1], units])
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    Array(specifications(inputs[0].extents[2]).dropFirst(inputs.count - 1))
  }

  private func specifications(_ features: Int) -> [ParameterSpecification] {
    let weights = [("weight_ih", features), ("weight_hh", units)].map { name, width in
      ParameterSpecification(suffix: name, shape: [rows, width], role: .weight(filters: rows))
    }
    let biases = ["bias_ih", "bias_hh"].map { ParameterSpecification(suffix: $0, shape: [rows], role: .bias) }
    return bias ? weights + biases : weights
  }

  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? {
    [output.count, cell.loop.gates, inputs[0].extents[2] + units].checkedProduct()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { RecurrentRules(node, inputs[0], self) }
}

extension Recurrent: Codable {
  private enum CodingKeys: CodingKey {
    case cell
    case units
    case bias
    case reverse
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(Cell.self, forKey: .cell), units: try container.decode(Int.self, forKey: .units),
      bias: try container.decode(Bool.self, forKey: .bias),
      reverse: try container.decodeIfPresent(Bool.self, forKey: .reverse) ?? false)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cell, forKey: .cell)
    try container.encode(units, forKey: .units)
    try container.encode(bias, forKey: .bias)
    if reverse { try container.encode(reverse, forKey: .reverse) }
  }
}

extension Operation {
  package static func recurrent(_ recurrent: Recurrent) -> Operation { Operation(recurrent) }
}

/// One product for the inputs of all steps, then a loop over the steps.
private final class RecurrentRules: ForwardRules {
  private let node: Int
  private let input: Int
  private let layer: Recurrent

  init(_ node: Int, _ input: Int, _ layer: Recurrent) {
    self.node = node
    self.input = input
    self.layer = layer
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let slots = plan.slots(of: node)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    let extents = result.layout.extents
    let recurrence = Recurrence(
      batch: extents[0], steps: extents[1], units: layer.units, cell: layer.cell.loop, reverse: layer.reverse)
    let sums = try inputSums(plan, slots)
    let weights = try plan.parameter(slots[1])
    let bias = layer.bias ? try plan.parameter(slots[3]) : nil
    let isLoaded = plan.isLoaded(slots[1]) && (!layer.bias || plan.isLoaded(slots[3]))
    let packed = try plan.schedule.reserve(.plain([recurrence.packedCount]), persistent: isLoaded)
    plan.append(
      ClosureStep {
        recurrence.pack(weights.pointer, bias.map { UnsafePointer($0.pointer) }, into: packed.pointer)
      }, touching: [weights, packed] + (bias.map { [$0] } ?? []), isLoaded ? .load : .forward)
    let scratch = try plan.reserve(.plain([recurrence.scratchCount]))
    plan.append(
      RecurrenceStep(recurrence, sums, packed, scratch, to: result),
      touching: [sums, packed, scratch, result], .forward)
    return result
  }

  /// `W x + b` of all steps, `[n·T, gates·units]`.
  private func inputSums(_ plan: PlanCompiler, _ slots: [ParameterSlot]) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], .forward)
    let extents = source.layout.extents
    let matrix = try plan.schedule.view(source, as: .plain([extents[0] * extents[1], extents[2]]))
    let result = try plan.reserve(.plain([extents[0] * extents[1], layer.rows]))
    let weights = try plan.parameter(slots[0])
    let bias = layer.bias ? try plan.parameter(slots[2]) : nil
    let phase = plan.isLoaded(slots[0]) ? PlanCompiler.Phase.load : .forward
    func kernel(_ element: ElementType) throws(KernelError) -> KernelDescription {
      try .dense(
        plan.schedule.device, .forward(training: false, PostOperations()),
        source: .plain(matrix.layout.extents, element), weights: .any(weights.layout.extents, element),
        bias: bias?.layout, destination: result.layout)
    }
    var chosen = try kernel(.float32)
    if plan.precision == .bfloat16 {
      do throws(KernelError) {
        let fast = try kernel(.bfloat16)
        if !fast.isReference {
          chosen = fast
          watch(weights, OverflowWatch.weightLimit(products: weights.layout.extents[1]), slots[0], plan)
          if let bias { watch(bias, OverflowWatch.biasLimit, slots[2], plan) }
        }
      } catch .unsupported {}
    }
    let rows = try plan.convert(
      matrix, to: chosen.layout(.source, extents: matrix.layout.extents), .forward)
    let ordered = try plan.convert(
      weights, to: chosen.layout(.weights, extents: weights.layout.extents), phase)
    try plan.append(
      chosen,
      [(.source, rows), (.weights, ordered), (.destination, result)] + (bias.map { [(.bias, $0)] } ?? []),
      .forward)
    return result
  }

  /// Appends the search for numbers by which sums of rounded products might overflow.
  private func watch(_ memory: Memory, _ limit: Int, _ slot: ParameterSlot, _ plan: PlanCompiler) {
    let isLoaded = plan.isLoaded(slot)
    let mark = isLoaded ? \OverflowWatch.load : \OverflowWatch.forward
    plan.append(
      MagnitudeStep(memory, limit: limit, plan.watch, mark), touching: [memory], isLoaded ? .load : .forward)
  }
}

private final class RecurrenceStep: NamedStep {
  let operation = "recurrence"
  let implementation = "loop"
  private let recurrence: Recurrence
  private let sums: Memory
  private let packed: Memory
  private let scratch: Memory
  private let result: Memory

  init(_ recurrence: Recurrence, _ sums: Memory, _ packed: Memory, _ scratch: Memory, to result: Memory) {
    self.recurrence = recurrence
    (self.sums, self.packed, self.scratch, self.result) = (sums, packed, scratch, result)
  }

  func run() { recurrence.run(sums.pointer, packed.pointer, scratch: scratch.pointer, into: result.pointer) }
}
