import Evaluation
import Networks
import Numerics
import Storage
import Surfaces
import Synchronization
import Tensors

/// A point whose loss is wanted.
package enum ProbedPoint: Sendable {
  /// Of the subspace.
  case coordinates([Double])
  /// Any parameters, one vector, asked for by whoever evaluates it.
  case parameters(@Sendable () -> Result<[Float], StorageError>)
}

extension SurfaceProbe {
  /// Sums over the probe's chosen samples at points, in their order; of a surface that is estimated, over those that its
  /// self-check compares.
  ///
  /// - Throws: `ProbingError`; `stopped` when asked to.
  package func outcomes(at points: [ProbedPoint], stop: StopRequest) throws(ProbingError) -> [LossSums] {
    guard let network = try network(stop) else {
      throw .stopped(path: modelName, done: 0, total: points.count)
    }
    let found = Mutex<[LossSums?]>(Array(repeating: nil, count: points.count))
    let failure = Mutex<ProbingError?>(nil)
    let queue = IndexQueue(count: points.count)
    WorkerPool(threads: max(1, min(options.workers, points.count))).run { _ in
      do throws(ProbingError) {
        let evaluator = try Self.evaluator(network)
        while !stop.isStopping, let index = queue.claim() {
          let outcome = try Self.outcome(at: points[index], evaluator, stop)
          found.withLock { $0[index] = outcome }
        }
      } catch {
        failure.withLock { $0 = error }
        queue.close()
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    let outcomes = found.withLock { $0 }
    let known = outcomes.compactMap(\.self)
    guard known.count == outcomes.count else {
      throw .stopped(path: "the surface", done: known.count, total: outcomes.count)
    }
    return known
  }

  private static func evaluator(_ network: ProbedNetwork) throws(ProbingError) -> PointEvaluator {
    do throws(KernelError) { return try PointEvaluator(network) } catch { throw .kernel(error) }
  }

  private static func outcome(
    at point: ProbedPoint, _ evaluator: PointEvaluator, _ stop: StopRequest
  ) throws(ProbingError) -> LossSums? {
    let parameters: [Float]?
    switch point {
    case .coordinates: parameters = nil
    case .parameters(let read):
      switch read() {
      case .success(let vector): parameters = vector
      case .failure(let error): throw .storage(error)
      }
    }
    do throws(KernelError) {
      if let parameters { return try evaluator.outcome(of: parameters, stop: stop) }
      guard case .coordinates(let coordinates) = point else { return nil }
      return try evaluator.outcome(at: coordinates, stop: stop)
    } catch { throw .kernel(error) }
  }
}
