import Models
import Networks
import Numerics
import Storage
import Surfaces

/// The plane of training runs: through a model's parameters along the leading principal components of all snapshots' differences
/// from it, with every snapshot's nearest point.
///
/// Li et al. 2018, arXiv:1712.09913, §7.2. Running statistics of batch normalization take no part.
package struct TrajectoryPlane: Sendable {
  /// A run with what it is to be called.
  package struct Run: Sendable {
    package let name: String
    package let file: TrajectoryFile

    package init(name: String, file: TrajectoryFile) {
      self.name = name
      self.file = file
    }
  }

  /// The model's parameters, and orthogonal directions of length 1.
  package let subspace: Subspace
  /// For each run its snapshots by least squares onto the directions; losses are not known yet.
  package let tracks: [RunTrack]

  /// - Parameters:
  ///   - runs: at least one, all of the model's network.
  ///   - model: what the differences are taken from: the end of a run.
  ///   - dimensions: directions, by the variance that they explain.
  ///   - workers: threads; the result does not depend on it.
  /// - Throws: `ProbingError` `storage` or `unusableDirection`, which names the run.
  package init(
    of runs: [Run], around model: Model, dimensions: Int = 2, workers: Int
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    for run in runs where run.file.parameterCount != layout.count {
      throw .unusableDirection(
        name: run.file.path,
        .otherRun(model: run.file.model, expected: layout.count, found: run.file.parameterCount))
    }
    let count = runs.reduce(0) { $0 + $1.file.snapshotCount }
    guard count <= Self.largestCount else {
      throw .unusableDirection(
        name: runs.map(\.file.path).joined(separator: ", "),
        .tooManySnapshots(found: count, limit: Self.largestCount))
    }
    let title = runs.count == 1 ? runs[0].name : "\(runs.count) runs"
    let fixed = layout.blocks.filter { !$0.role.isTrainable }.map(\.range)
    let found: PrincipalComponents
    do throws(StorageError) {
      found = try PrincipalComponents(
        of: runs.map(\.file), around: model.parameters, leavingOut: fixed, workers: workers)
    } catch { throw .storage(error) }
    try Self.check(found, dimensions, runs.map(\.file.path).joined(separator: ", "))
    var raw: [RawDirection] = []
    for number in 1...dimensions { raw.append(try RawDirection(principal: number, of: found, named: title)) }
    let subspace = Subspace(of: model, along: raw, normalization: .none)
    self.subspace = subspace
    do throws(StorageError) {
      tracks = try Self.tracks(
        runs, SnapshotDifferences(runs.map(\.file), model.parameters, leavingOut: fixed), found.takesPart,
        subspace)
    } catch { throw .storage(error) }
  }

  /// Snapshots of all runs together, whose scalar products are held in memory.
  package static let largestCount = 2_000

  private static func check(
    _ found: PrincipalComponents, _ dimensions: Int, _ name: String
  ) throws(ProbingError) {
    let count = found.takesPart.count
    guard found.takesPart.contains(true) else { throw .unusableDirection(name: name, .notFinite) }
    guard found.count > 0 else { throw .unusableDirection(name: name, .noMovement(snapshots: count)) }
    guard found.count >= dimensions else {
      throw .unusableDirection(name: name, .onlyALine(snapshots: count))
    }
  }

  /// The nearest points of all snapshots.
  private static func tracks(
    _ runs: [Run], _ differences: SnapshotDifferences, _ isFinite: [Bool], _ subspace: Subspace
  ) throws(StorageError) -> [RunTrack] {
    var index = 0
    var tracks: [RunTrack] = []
    for run in runs {
      var moments: [RunTrack.Moment] = []
      for epoch in run.file.epochs {
        defer { index += 1 }
        guard isFinite[index] else {
          moments.append(RunTrack.Moment(epoch: epoch, coordinates: [], residual: 0, distance: 0))
          continue
        }
        let difference = try differences.difference(index)
        let (fit, distance) = fit(difference, subspace.directions.map(\.components))
        moments.append(
          RunTrack.Moment(
            epoch: epoch, coordinates: fit.coefficients, residual: fit.residual, distance: distance))
      }
      tracks.append(RunTrack(name: run.name, run: run.file.run, moments: moments))
    }
    return tracks
  }

  private static func fit(
    _ difference: [Float], _ directions: [[Float]]
  ) -> (fit: LeastSquares, distance: Double) {
    difference.withUnsafeBufferPointer { target in
      func columns(_ rest: ArraySlice<[Float]>, _ found: [UnsafeBufferPointer<Float>]) -> LeastSquares {
        guard let first = rest.first else { return LeastSquares(columns: found, target: target) }
        return first.withUnsafeBufferPointer { columns(rest.dropFirst(), found + [$0]) }
      }
      return (columns(directions[...], []), VectorMath.norm(target))
    }
  }
}
