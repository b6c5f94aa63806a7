import Evaluation
import Models
import Networks
import Storage
import Surfaces
import Tensors

extension SurfaceProbe {
  /// Snapshots whose losses are computed at most, evenly spread over each run.
  package static let measuredSnapshots = 128

  /// Runs with the true loss of their snapshots and the loss at the nearest point of the probe's subspace, both over the same
  /// chosen samples.
  ///
  /// - Parameters:
  ///   - tracks: one for each run, in their order.
  ///   - runs: where the snapshots are.
  /// - Throws: `ProbingError`.
  package func measured(
    _ tracks: [RunTrack], of runs: [TrajectoryPlane.Run], stop: StopRequest
  ) throws(ProbingError) -> [RunTrack] {
    let share = max(2, Self.measuredSnapshots / max(1, tracks.count))
    var places: [(run: Int, moment: Int)] = []
    var points: [ProbedPoint] = []
    for (run, track) in tracks.enumerated() {
      for moment in Self.spread(track.moments.count, to: share) where !track.moments[moment].isDiverged {
        let file = runs[run].file
        places.append((run, moment))
        points.append(
          .parameters {
            do throws(StorageError) { return .success(try file.snapshot(moment)) } catch {
              return .failure(error)
            }
          })
        points.append(.coordinates(track.moments[moment].coordinates))
      }
    }
    let outcomes = try outcomes(at: points, stop: stop)
    var tracks = tracks
    for (index, place) in places.enumerated() {
      tracks[place.run].moments[place.moment].loss = outcomes[2 * index].loss
      tracks[place.run].moments[place.moment].surfaceLoss = outcomes[2 * index + 1].loss
    }
    return tracks
  }

  /// At most so many of the numbers below `count`, the first and the last among them.
  static func spread(_ count: Int, to limit: Int) -> [Int] {
    guard count > limit, limit > 1 else { return Array(0..<count) }
    return (0..<limit).map { ($0 * (count - 1) + (limit - 1) / 2) / (limit - 1) }
  }
}
