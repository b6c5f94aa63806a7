import Data
import Evaluation
import Models
import Networks
import Numerics
import Probing
import Storage
import Surfaces

/// The axes of a probe that files give, laid through a network: its subspace and grid, and what is drawn on them.
struct ProbeAxes {
  let subspace: Subspace
  /// The options with the grid that shows what lies on the axes.
  let options: ProbeOptions
  /// Lines on what was done to other networks.
  let remarks: [String]
  private let runs: [TrajectoryPlane.Run]
  private let tracks: [RunTrack]
  private let others: [ModelPlane.Other]
  private let landmarks: [Landmark]
  private let isBetweenNetworks: Bool

  /// Points along each axis of a plane, and of a line, unless told otherwise.
  private static let planePoints = 25
  private static let linePoints = 51
  /// Bytes of the snapshots that a line along a run holds in memory.
  private static let lineBytes = 1 << 30

  /// What batch normalization uses where the user does not say it: between networks whose statistics differ none of them are
  /// right, and they recalibrate.
  static func mode(
    _ choice: AxesChoice, of model: Model, _ mode: BatchNormalizationMode
  ) -> BatchNormalizationMode {
    guard !choice.hasMode else { return mode }
    switch choice.kind {
    case .trajectory, .to, .run: return mode
    case .through, .along:
      return ParameterLayout(model.graph).blocks.contains(where: \.role.isStatistic) ? .recalibrate : mode
    }
  }

  /// - Throws: `Failure` and errors of reading, which name the file.
  init(
    _ choice: AxesChoice, of network: NetworkFile, as model: Model, _ options: ProbeOptions,
    importing: ImportOptions?
  ) throws {
    var options = options
    var (runs, tracks): ([TrajectoryPlane.Run], [RunTrack]) = ([], [])
    var (others, landmarks): ([ModelPlane.Other], [Landmark]) = ([], [])
    var remarks: [String] = []
    let movesStatistics = options.batchNormalization == .frozen
    switch choice.kind {
    case .trajectory(let paths):
      runs = try Self.runs(AxesChoice.runs(paths, network.path))
      let plane = try attempt {
        try TrajectoryPlane(
          of: runs, around: model, dimensions: options.grid.dimensions, workers: options.workers)
      }
      (subspace, tracks) = (plane.subspace, plane.tracks)
      if !choice.hasGrid {
        let places = tracks.flatMap(\.moments).map(\.coordinates).filter { !$0.isEmpty }
        options.grid = try Self.grid(around: places, dimensions: options.grid.dimensions)
      }
    case .through(let paths):
      for path in paths {
        others.append(try Self.other(path, importing, alignedWith: choice.aligns ? model : nil, &remarks))
      }
      let plane = try attempt { try ModelPlane(of: model, through: others) }
      (subspace, landmarks) = (plane.subspace, plane.landmarks)
      if !choice.hasGrid {
        options.grid = try Self.grid(around: landmarks.map(\.coordinates), dimensions: 2)
      }
    case .to(let path):
      let other = try Self.other(path, importing, alignedWith: choice.aligns ? model : nil, &remarks)
      subspace = try attempt {
        try Subspace(
          from: model, to: other.model, named: "from \(network.path.fileName) (0) to \(other.name) (1)",
          towards: path, movingStatistics: movesStatistics)
      }
      if !choice.hasGrid { options.grid = try Self.line(0, 1) }
    case .along(let path):
      let curve = try attempt { try ConnectionFile.read(path) }
      subspace = try attempt { try curve.subspace(from: model, named: path) }
      if !choice.hasGrid { options.grid = try Self.line(0, 1) }
    case .run(let path):
      runs = try Self.runs(AxesChoice.runs(path.map { [$0] } ?? [], network.path))
      let limit = max(2, Self.lineBytes / (4 * max(1, model.parameters.count)))
      let found = try attempt {
        try Subspace(
          along: runs[0], endingAt: model, movingStatistics: movesStatistics, limit: limit)
      }
      subspace = found
      if !choice.hasGrid { options.grid = try Self.line(found.curve?.times.first ?? -1, 0) }
      runs = []
    }
    self.options = options
    self.remarks = remarks
    self.runs = runs
    self.tracks = tracks
    self.others = others
    self.landmarks = landmarks
    switch choice.kind {
    case .to, .along: isBetweenNetworks = true
    case .trajectory, .through, .run: isBetweenNetworks = false
    }
  }

  /// Opens runs, each with a name of its own.
  private static func runs(_ paths: [String]) throws -> [TrajectoryPlane.Run] {
    let stems = paths.map(\.fileName.withoutExtension)
    let names = Set(stems).count == stems.count ? stems : paths
    var found: [TrajectoryPlane.Run] = []
    for (path, name) in zip(paths, names) {
      let file = try attempt { try TrajectoryFile(path) }
      guard file.snapshotCount > 0 else {
        throw Failure(.data, "\(path): has no snapshot; keep some with 'landscape train --snapshots N'")
      }
      found.append(TrajectoryPlane.Run(name: name, file: file))
    }
    return found
  }

  /// Another network, its units permuted to be like those of a target where there is one.
  private static func other(
    _ path: String, _ importing: ImportOptions?, alignedWith target: Model?, _ remarks: inout [String]
  ) throws -> ModelPlane.Other {
    var model = try NetworkFile.read(path, importing).model
    guard let target else { return ModelPlane.Other(name: path.fileName, model: model) }
    let alignment = try attempt { try UnitAlignment(of: model, named: path, to: target) }
    remarks.append(AlignmentText.describe(alignment, name: path))
    model.parameters = alignment.parameters
    return ModelPlane.Other(name: "\(path.fileName), aligned", model: model)
  }

  /// Axes that show some points and the trained one.
  private static func grid(around places: [[Double]], dimensions: Int) throws -> Grid {
    var axes: [Axis] = []
    do throws(AxisError) {
      let longest = (0..<dimensions).map { axis in
        let values = places.map { $0[axis] } + [0]
        return (values.max() ?? 0) - (values.min() ?? 0)
      }.max()
      for axis in 0..<dimensions {
        // No thinner than half as high as it is wide, so that what lies beside the runs is seen.
        axes.append(
          try Axis(
            covering: places.map { $0[axis] }, count: dimensions == 1 ? linePoints : planePoints,
            width: 0.6 * (longest ?? 0)))
      }
    } catch { throw Failure(error, option: "x") }
    return .axes(axes)
  }

  private static func line(_ lower: Double, _ upper: Double) throws -> Grid {
    do throws(AxisError) { return .axes([try Axis(lower: lower, upper: upper, count: linePoints)]) } catch {
      throw Failure(error, option: "x")
    }
  }

  /// Whether a surface has what `completed` adds.
  func isDone(_ surface: Surface) -> Bool {
    func places(_ tracks: [RunTrack]) -> [[Double]] {
      tracks.flatMap { $0.moments.flatMap { [$0.coordinates] } }
    }
    let hasTracks =
      surface.tracks.map(\.name) == tracks.map(\.name) && places(surface.tracks) == places(tracks)
    let hasLandmarks =
      isBetweenNetworks
      ? surface.landmarks.contains { $0.name == Barrier.name } || SurfaceProbe.hasNoEnds(surface)
      : surface.landmarks.map(\.name) == landmarks.map(\.name)
    return hasTracks && hasLandmarks
  }

  /// A surface with losses of snapshots and other networks, or with the barrier of a line.
  func completed(_ surface: Surface, by probe: SurfaceProbe, stop: StopRequest) throws -> Surface {
    var surface = surface
    if !runs.isEmpty { surface.tracks = try probe.measured(tracks, of: runs, stop: stop) }
    if isBetweenNetworks {
      surface.landmarks = try probe.barrier(of: surface, stop: stop).map { [$0.landmark] } ?? []
    } else if !landmarks.isEmpty {
      let points = others.map { other in ProbedPoint.parameters { .success(other.model.parameters) } }
      let outcomes = try probe.outcomes(at: points, stop: stop)
      surface.landmarks = zip(landmarks, outcomes).map { landmark, outcome in
        Landmark(
          name: landmark.name, coordinates: landmark.coordinates,
          values: [Surface.FieldName.loss: outcome.loss])
      }
    }
    return surface
  }

  /// Lines on what lies on the axes.
  static func report(_ surface: Surface) -> [String] {
    surface.tracks.map(report) + surface.landmarks.map(report)
  }

  private static func report(_ track: RunTrack) -> String {
    let count = track.moments.count
    var text = "\(track.name): \(count.grouped) snapshot\(count == 1 ? "" : "s")"
    if let held = track.held { text += ", \(held.percent(1)) of its squared distance on the plane" }
    if let furthest = track.moments.max(by: { $0.residual < $1.residual }) {
      text +=
        ", at most \(furthest.residual.formatted(significant: 3)) off it (epoch "
        + "\(furthest.epoch.formatted(significant: 3)), distance \(furthest.distance.formatted(significant: 3)))"
    }
    if let worst = track.worst, let loss = worst.loss, let plane = worst.surfaceLoss {
      text +=
        "; loss on the plane differs most at epoch \(worst.epoch.formatted(significant: 3)): "
        + "\(plane.formatted(significant: 4)), true \(loss.formatted(significant: 4))"
    }
    let diverged = track.moments.count(where: \.isDiverged)
    return text + (diverged > 0 ? "; \(diverged.grouped) diverged, left out" : "")
  }

  private static func report(_ landmark: Landmark) -> String {
    guard landmark.name == Barrier.name, let height = landmark.values["height"] else {
      let place = landmark.coordinates.map { $0.formatted(significant: 3) }.joined(separator: ", ")
      let loss = landmark.values[Surface.FieldName.loss] ?? .nan
      return "\(landmark.name): at (\(place)), loss \(loss.formatted(significant: 4))"
    }
    let losses = ["start", "loss", "end"].map { (landmark.values[$0] ?? .nan).formatted(significant: 4) }
    guard height > 0 else {
      return
        "no barrier: the loss is nowhere above the straight line between those of the ends, \(losses[0]) and "
        + losses[2]
    }
    let error = landmark.values["heightError"] ?? 0
    let samples = Int(exactly: landmark.values["samples"] ?? 0) ?? 0
    return "barrier \(height.formatted(significant: 4))"
      + (error > 0
        ? " ± \(error.formatted(significant: 2)) (standard error of \(samples.grouped) samples)"
        : " (exact: all \(samples.grouped) samples)")
      + " at \(landmark.coordinates[0].formatted(significant: 3)); losses \(losses.joined(separator: ", "))"
  }
}
