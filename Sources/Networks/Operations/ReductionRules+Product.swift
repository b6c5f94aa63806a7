import Tensors

/// Products of stretches of numbers; `P` is the product of all numbers of a stretch but one, by the numbers before and after it,
/// so that zeros do no harm.
///
/// - tangent: `ẏ = Σ P ẋ`
/// - backward: `x̄ = P ȳ`
/// - its derivative: `P ȳ' + Ṗ ȳ`
final class ProductRules: NodeRules {
  private let node: Int
  private let input: Int
  private let reduction: Reduction

  init(_ node: Int, _ input: Int, _ reduction: Reduction) {
    self.node = node
    self.input = input
    self.reduction = reduction
  }

  /// A number with its derivative along the direction.
  private struct Dual {
    var value = 1.0
    var tangent = 0.0

    static func * (a: Dual, b: Dual) -> Dual {
      Dual(value: a.value * b.value, tangent: a.tangent * b.value + a.value * b.tangent)
    }
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    var source = try plan.plain(plan.values[input], .forward)
    // Several groups of axes: only inference, plans with derivatives have one after another.
    for group in reduction.groups {
      let result = try plan.reserve(.plain(source.layout.extents.reduced(group)))
      let from = source
      let (outer, extent, inner) = source.layout.extents.split(at: group[0]...group[group.count - 1])
      plan.append(
        ClosureStep {
          for o in 0..<outer {
            for i in 0..<inner {
              var product = 1.0
              for k in 0..<extent { product *= Double(from.pointer[(o * extent + k) * inner + i]) }
              result.pointer[o * inner + i] = Float(product)
            }
          }
        }, touching: [from, result], .forward)
      source = result
    }
    return source
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    let moved = try plan.plain(tangent, .tangent)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    let source = try plan.plain(plan.values[input], .tangent)
    append(source, moved, plan, touching: [result], .tangent) { stretch, places, numbers in
      result.pointer[stretch] = Float(numbers.reduce(Dual(), *).tangent)
    }
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try pulled(gradient, gradient, along: nil, plan, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard change != nil || plan.tangents[input] != nil else { return [nil] }
    return [try pulled(change, gradient, along: plan.tangents[input], plan, .tangentBackward)]
  }

  /// `P u + Ṗ ȳ`.
  private func pulled(
    _ vector: Memory?, _ gradient: Memory, along tangent: Memory?, _ plan: PlanCompiler,
    _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let source = try plan.plain(plan.values[input], phase)
    let bar = try plan.plain(gradient, phase)
    let vector = try vector.map { vector throws(KernelError) in try plan.plain(vector, phase) }
    let moved = try tangent.map { tangent throws(KernelError) in try plan.plain(tangent, phase) }
    let result = try plan.reserve(source.layout)
    append(source, moved, plan, touching: [bar, vector, result].compactMap(\.self), phase) {
      stretch, places, numbers in
      let (u, g) = (Double(vector?.pointer[stretch] ?? 0), Double(bar.pointer[stretch]))
      // The products of what comes after each number, then those of what comes before.
      var after = [Dual()]
      for number in numbers.dropFirst().reversed() { after.append(after[after.count - 1] * number) }
      var before = Dual()
      for (k, place) in places.enumerated() {
        let others = before * after[after.count - 1 - k]
        result.pointer[place] = Float(others.value * u + others.tangent * g)
        before = before * numbers[k]
      }
    }
    return result
  }

  /// Appends work on each stretch: its number, the places of its numbers in the source, and the numbers.
  private func append(
    _ source: Memory, _ moved: Memory?, _ plan: PlanCompiler, touching others: [Memory],
    _ phase: PlanCompiler.Phase, _ body: @escaping (Int, StrideTo<Int>, [Dual]) -> Void
  ) {
    let axes = reduction.groups[0]
    let (outer, extent, inner) = source.layout.extents.split(at: axes[0]...axes[axes.count - 1])
    plan.append(
      ClosureStep {
        for o in 0..<outer {
          for i in 0..<inner {
            let start = o * extent * inner + i
            let places = stride(from: start, to: start + extent * inner, by: inner)
            let numbers = places.map { place in
              Dual(value: Double(source.pointer[place]), tangent: Double(moved?.pointer[place] ?? 0))
            }
            body(o * inner + i, places, numbers)
          }
        }
      }, touching: [source, moved].compactMap(\.self) + others, phase)
  }
}
