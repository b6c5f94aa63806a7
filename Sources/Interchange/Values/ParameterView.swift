import Formats
import Models

/// A stored tensor, seen through steps that only move its numbers.
struct ParameterView: Hashable, Sendable {
  /// The stored tensor by the name of its value.
  let key: String
  /// The tensor's extents in the file.
  let original: [Int]
  private(set) var steps: [ViewStep] = []
  private(set) var extents: [Int]

  init(_ key: String, extents: [Int]) {
    self.key = key
    original = extents
    self.extents = extents
  }

  /// The view after one step more; steps that do nothing or undo each other leave no trace.
  func appending(_ step: ViewStep) -> ParameterView {
    var result = self
    result.extents = step.extents(of: extents)
    switch (steps.last, step) {
    case (_, .reshape(let target)) where target == extents: return self
    case (_, .permute(let axes)) where axes == Array(axes.indices): return self
    case (.reshape?, .reshape): result.steps[steps.count - 1] = step
    case (.reorder(let own, let first)?, .reorder(let axis, let second)) where own == axis:
      result.steps[steps.count - 1] = .reorder(axis: axis, order: second.map { first[$0] })
    case (.permute(let first)?, .permute(let second)):
      result.steps[steps.count - 1] = .permute(second.map { first[$0] })
    default: result.steps.append(step)
    }
    result.dropIdle()
    return result
  }

  private mutating func dropIdle() {
    var before = original
    for step in steps.dropLast() { before = step.extents(of: before) }
    switch steps.last {
    case .reshape(let target) where target == before: steps.removeLast()
    case .permute(let axes) where axes == Array(axes.indices): steps.removeLast()
    case .reorder(_, let order) where order == Array(order.indices): steps.removeLast()
    default: break
    }
  }

  /// The steps that lead from this view to another one of the same tensor.
  func steps(to other: ParameterView) -> [ViewStep] {
    var back: [ViewStep] = []
    var extents = original
    for step in steps {
      back.append(step.inverse(of: extents))
      extents = step.extents(of: extents)
    }
    var path = ParameterView(key, extents: self.extents)
    for step in back.reversed() + other.steps { path = path.appending(step) }
    return path.steps
  }

  /// The numbers in the order of the view.
  func numbers(of tensor: ForeignTensor) -> [Float] {
    ViewStep.applying(steps, to: tensor.floats(), extents: original)
  }
}
