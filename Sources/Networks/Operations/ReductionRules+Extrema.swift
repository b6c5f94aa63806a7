import Tensors

/// Where the extrema of a pass are: for each result, the place of its number in the source.
private final class Winners {
  var places: [Int] = []
}

/// The largest or smallest number of each stretch; linear in the numbers, with those that won kept fixed.
final class ExtremumRules: LinearRules {
  let node: Int
  private let input: Int
  private let reduction: Reduction
  private let winners = Winners()

  init(_ node: Int, _ input: Int, _ reduction: Reduction) {
    self.node = node
    self.input = input
    self.reduction = reduction
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    var source = try plan.plain(plan.values[input], .forward)
    // Several groups of axes: only inference, plans with derivatives have one after another.
    for group in reduction.groups {
      let result = try plan.reserve(.plain(source.layout.extents.reduced(group)))
      let (outer, extent, inner) = source.layout.extents.split(at: group[0]...group[group.count - 1])
      let from = source
      plan.append(
        ClosureStep { [winners, isMaximum = reduction.function == .maximum, isInference = plan.isInference] in
          if isInference {
            Self.reduce(from.pointer, result.pointer, outer, extent, inner, isMaximum)
          } else {
            Self.reduce(from.pointer, result.pointer, outer, extent, inner, isMaximum, winners)
          }
        }, touching: [from, result], .forward)
      source = result
    }
    return source
  }

  /// Values alone, several results at a time.
  private static func reduce(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ outer: Int, _ extent: Int, _ inner: Int,
    _ isMaximum: Bool
  ) {
    for o in 0..<outer {
      let (from, to) = (x + o * extent * inner, y + o * inner)
      if inner == 1 {
        var best = from[0]
        for k in 1..<max(1, extent) where wins(from[k], best, isMaximum) { best = from[k] }
        to[0] = best
      } else {
        to.update(from: from, count: inner)
        for k in 1..<max(1, extent) {
          let row = from + k * inner
          for i in 0..<inner { to[i] = wins(row[i], to[i], isMaximum) ? row[i] : to[i] }
        }
      }
    }
  }

  /// Values and where they are.
  private static func reduce(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ outer: Int, _ extent: Int, _ inner: Int,
    _ isMaximum: Bool, _ winners: Winners
  ) {
    winners.places.removeAll(keepingCapacity: true)
    for o in 0..<outer {
      for i in 0..<inner {
        var best = o * extent * inner + i
        for k in 1..<max(1, extent) {
          let at = (o * extent + k) * inner + i
          if wins(x[at], x[best], isMaximum) { best = at }
        }
        y[o * inner + i] = x[best]
        winners.places.append(best)
      }
    }
  }

  /// Whether a number takes the place of an earlier one; the first NaN stays.
  @inline(__always)
  private static func wins(_ x: Float, _ best: Float, _ isMaximum: Bool) -> Bool {
    (isMaximum ? x > best : x < best) || x.isNaN && !best.isNaN
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("extrema of nothing") }
    let source = try plan.plain(input, phase)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    plan.append(
      ClosureStep { [winners] in
        for (i, place) in winners.places.enumerated() { result.pointer[i] = source.pointer[place] }
      }, touching: [source, result], phase)
    return result
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let bar = try plan.plain(gradient, phase)
    let result = try plan.reserve(.plain(plan.graph.values[input].extents(batch: plan.batch)))
    plan.append(
      ClosureStep { [winners] in
        result.buffer.update(repeating: 0)
        for (i, place) in winners.places.enumerated() { result.pointer[place] += bar.pointer[i] }
      }, touching: [bar, result], phase)
    return [result]
  }
}

extension [Int] {
  /// The extents after a reduction over axes.
  func reduced(_ axes: [Int]) -> [Int] { enumerated().map { axes.contains($0) ? 1 : $1 } }
}
