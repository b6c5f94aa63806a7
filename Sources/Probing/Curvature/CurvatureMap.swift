import Evaluation
import Networks
import Storage
import Surfaces
import Tensors

/// The largest and the smallest eigenvalue of the Hessian at every point of a surface, and the ratio of their magnitudes.
///
/// Li et al. 2018, arXiv:1712.09913, figure 7. Points are computed one after another, each on all workers, and saved every few
/// seconds; values that a surface has already are kept.
struct CurvatureMap {
  let network: ProbedNetwork
  /// At the trained parameters.
  let hessian: HessianOperator
  let curvature: PointCurvature
  /// Seed of the vector that each point's iteration starts from.
  let seed: UInt64
  let path: String
  let stop: StopRequest

  private static let saveInterval = Duration.seconds(2)
  private static let names = [
    Surface.FieldName.largestEigenvalue, Surface.FieldName.smallestEigenvalue,
    Surface.FieldName.eigenvalueRatio, Surface.FieldName.eigenvalueResidual,
  ]

  /// Whether a surface has the curvature of all its points.
  static func isComplete(_ surface: Surface) -> Bool {
    names.allSatisfy { name in surface[name]?.allSatisfy { !$0.isNaN } ?? false }
  }

  /// The surface with what was missing, as it is on disk.
  ///
  /// - Parameter report: told how many points are done, and how many there are.
  func complete(_ start: Surface, report: (Int, Int) -> Void) throws(ProbingError) -> Surface {
    var surface = start
    surface.provenance.curvature = curvature.record(hessian)
    for name in Self.names where surface[name] == nil {
      surface.set(name, Array(repeating: .nan, count: surface.count))
    }
    let missing = surface.loss.indices.filter { index in
      Self.names.contains { surface[$0]?[index].isNaN ?? true }
    }
    var done = surface.count - missing.count
    var saved = ContinuousClock.now
    report(done, surface.count)
    for index in missing {
      guard let value = try value(at: surface.grid.coordinates(of: index)) else {
        try write(surface)
        throw .stopped(path: path, done: done, total: surface.count)
      }
      let values = [value.largest, value.smallest, value.ratio, value.residual]
      for (name, value) in zip(Self.names, values) { surface.set(name, at: index, value) }
      done += 1
      report(done, surface.count)
      guard saved.duration(to: .now) >= Self.saveInterval else { continue }
      saved = .now
      try write(surface)
    }
    try write(surface)
    return surface
  }

  private func write(_ surface: Surface) throws(ProbingError) {
    try storing { () throws(StorageError) in try surface.write(to: path) }
  }

  private func value(at coordinates: [Double]) throws(ProbingError) -> PointCurvature.Value? {
    var point = network.parameters
    let recalibration: Recalibration?
    do throws(KernelError) { recalibration = try network.recalibration() } catch { throw .kernel(error) }
    let completed = point.withUnsafeMutableBufferPointer { point in
      network.subspace.write(coordinates, from: network.parameters, to: point)
      return recalibration?.replaceStatistics(in: point, stop: stop) ?? true
    }
    guard completed else { return nil }
    return try curvature.value(hessian.moved(to: point), seed: seed, stop: stop)
  }
}
