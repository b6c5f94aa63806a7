import Numerics
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
  private let mask: Memory?
  private let causal: Bool
  private let result: Memory
  /// Of the source, the last axis apart.
  private let extents: [Int]
  /// From one row of the mask to the next along each of these axes: 0 where it is repeated.
  private let maskStrides: [Int]

  /// - Parameter mask: of the source's rank with rows of its width, repeated along axes where its extent is 1, row-major; added to
  ///   the scaled numbers.
  init(_ source: Memory, scale: Float, mask: Memory?, causal: Bool, to result: Memory) {
    let (own, other) = (source.layout.extents, mask?.layout.extents ?? source.layout.extents)
    precondition(
      own.count == other.count && own.last == other.last
        && zip(own, other).allSatisfy { [1, $0].contains($1) },
      "a mask \(other) for \(own)")
    extents = own.dropLast()
    var stride = own[own.count - 1]
    var strides: [Int] = []
    for extent in other.dropLast().reversed() {
      strides.append(extent == 1 ? 0 : stride)
      stride *= extent
    }
    maskStrides = strides.reversed()
    self.source = source
    self.scale = scale
    self.mask = mask
    self.causal = causal
    self.result = result
  }

  func run() {
    let width = source.layout.extents[extents.count]
    let rows = extents[extents.count - 1]
    let blocks = extents.dropLast().reduce(1, *)
    let (x, y, rowStride) = (source.pointer, result.pointer, maskStrides[extents.count - 1])
    for block in 0..<blocks {
      let first = mask.map { UnsafePointer($0.pointer) + maskOffset(block) }
      for row in 0..<rows {
        let start = (block * rows + row) * width
        VectorMath.softmax(
          x + start, scale: scale, mask: first.map { $0 + row * rowStride },
          seen: causal ? min(width, row + 1 + width - rows) : width, count: width, into: y + start)
      }
    }
  }

  /// Where the mask's rows for a block of rows begin.
  private func maskOffset(_ block: Int) -> Int {
    var (rest, offset) = (block, 0)
    for axis in extents.indices.dropLast().reversed() {
      offset += rest % extents[axis] * maskStrides[axis]
      rest /= extents[axis]
    }
    return offset
  }
}
