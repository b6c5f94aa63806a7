import Estimation
import Networks
import Numerics
import Surfaces
import Synchronization
import Tensors

/// The points of a surface as workers take and return them.
final class GridProgress: Sendable {
  private struct State {
    var surface: Surface
    var done: Int
    var failure: KernelError?
  }

  /// Indices of the points that were to be computed at the start.
  let pending: [Int]
  private let hasClasses: Bool
  /// Samples that those of the probe were chosen from.
  private let population: Int
  private let queue: IndexQueue
  private let state: Mutex<State>

  /// - Parameters:
  ///   - hasClasses: whether samples have classes; the accuracy stays unknown without.
  ///   - population: samples that those of the probe were chosen from.
  init(_ surface: Surface, hasClasses: Bool, population: Int) {
    self.hasClasses = hasClasses
    self.population = population
    pending = surface.pending
    queue = IndexQueue(count: pending.count)
    state = Mutex(State(surface: surface, done: surface.ownCount - pending.count))
  }

  /// A point that nobody has taken yet, nil when there is none.
  func take() -> Int? {
    queue.claim().map { pending[$0] }
  }

  /// Stores a point's result.
  func put(_ outcome: LossSums, at index: Int) {
    state.withLock {
      $0.surface.loss[index] = outcome.loss
      if hasClasses { $0.surface.accuracy[index] = outcome.accuracy }
      $0.surface.set(
        Surface.FieldName.lossError, at: index, outcome.standardError(population: population))
      $0.done += 1
    }
  }

  /// Stores an estimate.
  func put(_ estimate: PointEstimate, at index: Int) {
    state.withLock {
      $0.surface.loss[index] = estimate.loss
      $0.surface.set(Surface.FieldName.lossError, at: index, estimate.lossError)
      $0.surface.set(Surface.FieldName.samples, at: index, Double(estimate.samples))
      if hasClasses {
        $0.surface.accuracy[index] = estimate.accuracy
        $0.surface.set(Surface.FieldName.accuracyError, at: index, estimate.accuracyError)
      }
      $0.done += 1
    }
  }

  /// Records why a worker cannot go on; nobody takes another point.
  func fail(_ error: KernelError) {
    state.withLock { $0.failure = error }
    queue.close()
  }

  var failure: KernelError? { state.withLock { $0.failure } }
  /// Points computed, those found at the start included.
  var done: Int { state.withLock { $0.done } }
  /// The surface as it is now.
  var surface: Surface { state.withLock { $0.surface } }
}
