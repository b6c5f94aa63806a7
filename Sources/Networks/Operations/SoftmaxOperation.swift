import Glibc
import Tensors

/// `exp xᵢ / Σⱼ exp xⱼ` over the last axis.
///
/// With `causal`, position `i` of the second to last axis sees only the first `i + 1 + (K − Q)` of the `K` numbers of its row,
/// for `Q` rows: attention to what came before. The others are 0.
package struct SoftmaxOperation: OperationKind {
  package static let kind = "softmax"

  package let causal: Bool

  package init(causal: Bool = false) { self.causal = causal }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.element == .float32, shape.rank >= 2, shape.batchAxis != shape.rank - 1,
      !causal
        || shape.batchAxis != shape.rank - 2 && shape.extents[shape.rank - 2] <= shape.extents[shape.rank - 1]
    else { return nil }
    return shape
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { SoftmaxRules(node, inputs[0], causal) }
}

extension Operation {
  package static func softmax(causal: Bool = false) -> Operation {
    Operation(SoftmaxOperation(causal: causal))
  }
}

/// Projections of each row, with `⟨u, v⟩` for the sum over it.
///
/// - tangent: `ẏ = y (ẋ − ⟨y, ẋ⟩)`
/// - backward: `x̄ = y (ȳ − ⟨y, ȳ⟩)`
/// - its derivative: `ẏ (ȳ − ⟨y, ȳ⟩) + y (ȳ' − ⟨ẏ, ȳ⟩ − ⟨y, ȳ'⟩)`
private final class SoftmaxRules: NodeRules {
  private let node: Int
  private let input: Int
  private let causal: Bool

  init(_ node: Int, _ input: Int, _ causal: Bool) {
    self.node = node
    self.input = input
    self.causal = causal
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], .forward)
    let result = try plan.reserve(source.layout)
    plan.append(
      SoftmaxStep(source, scale: 1, mask: nil, causal: causal, to: result), touching: [source, result],
      .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try projected(tangent, plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try projected(gradient, plan, .backward)]
  }

  /// `y (u − ⟨y, u⟩)`.
  private func projected(
    _ vector: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let value = try plan.plain(plan.values[node], phase)
    let vector = try plan.plain(vector, phase)
    let result = try plan.reserve(value.layout)
    let width = value.layout.extents[value.layout.extents.count - 1]
    plan.append(
      ClosureStep {
        let (y, u, target) = (value.buffer, vector.pointer, result.pointer)
        for start in stride(from: 0, to: y.count, by: width) {
          var mean = 0.0
          for i in start..<start + width { mean += Double(y[i]) * Double(u[i]) }
          for i in start..<start + width { target[i] = Float(Double(y[i]) * (Double(u[i]) - mean)) }
        }
      }, touching: [value, vector, result], phase)
    return result
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let phase = PlanCompiler.Phase.tangentBackward
    guard let tangent = plan.tangents[node] else {
      guard let change else { return [nil] }
      return [try projected(change, plan, phase)]
    }
    let value = try plan.plain(plan.values[node], phase)
    let moved = try plan.plain(tangent, phase)
    let bar = try plan.plain(gradient, phase)
    let changed = try change.map { change throws(KernelError) in try plan.plain(change, phase) }
    let result = try plan.reserve(value.layout)
    let width = value.layout.extents[value.layout.extents.count - 1]
    plan.append(
      ClosureStep {
        let (y, dy, u, target) = (value.buffer, moved.pointer, bar.pointer, result.pointer)
        let du = changed?.pointer
        for start in stride(from: 0, to: y.count, by: width) {
          var (mean, change) = (0.0, 0.0)
          for i in start..<start + width {
            mean += Double(y[i]) * Double(u[i])
            change += Double(dy[i]) * Double(u[i]) + Double(y[i]) * Double(du?[i] ?? 0)
          }
          for i in start..<start + width {
            target[i] = Float(
              Double(dy[i]) * (Double(u[i]) - mean) + Double(y[i]) * (Double(du?[i] ?? 0) - change))
          }
        }
      }, touching: [value, moved, bar, changed, result].compactMap(\.self), phase)
    return [result]
  }
}

/// `result ← softmax(scale·x + mask)` over the last axis, row by row; may work in place.
final class SoftmaxStep: Step {
  private let source: Memory
  private let scale: Float
  /// Repeated along its axes of extent 1; added to the scaled numbers.
  private let mask: Memory?
  private let causal: Bool
  private let result: Memory

  init(_ source: Memory, scale: Float, mask: Memory?, causal: Bool, to result: Memory) {
    precondition(
      mask == nil || mask?.layout.extents.suffix(2) == source.layout.extents.suffix(2), "a mask of other rows"
    )
    self.source = source
    self.scale = scale
    self.mask = mask
    self.causal = causal
    self.result = result
  }

  func run() {
    let extents = source.layout.extents
    let (rows, width) = (extents[extents.count - 2], extents[extents.count - 1])
    let count = extents.reduce(1, *) / width
    let maskRows = mask.map { $0.layout.extents.reduce(1, *) / width } ?? 1
    for row in 0..<count {
      let seen = causal ? min(width, row % rows + 1 + width - rows) : width
      let x = source.pointer + row * width
      let y = result.pointer + row * width
      let m = mask.map { $0.pointer + row % maskRows * width }
      var largest = -Float.infinity
      for i in 0..<seen {
        y[i] = scale * x[i] + (m?[i] ?? 0)
        largest = max(largest, y[i])
      }
      var sum = 0.0
      for i in 0..<seen {
        y[i] = expf(y[i] - largest)
        sum += Double(y[i])
      }
      let factor = Float(1 / sum)
      for i in 0..<seen { y[i] *= factor }
      for i in seen..<width { y[i] = 0 }
    }
  }
}
