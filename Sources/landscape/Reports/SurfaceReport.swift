import Surfaces

/// What a surface is.
struct SurfaceReport: FileReport {
  private let kind: String
  private let x: Axis?
  private let y: Axis?
  /// Along how many directions the points lie, where they are no line or plane.
  private let dimensions: Int?
  private let points: Int
  private let missing: Int
  private let diverged: Int
  private let lowestLoss: Double?
  private let highestLoss: Double?
  private let provenance: SurfaceProvenance

  init(_ surface: Surface) {
    kind = surface.grid.dimensions == 1 ? "line" : "surface"
    x = surface.grid.axes.first
    y = surface.y
    dimensions = surface.isLineOrPlane ? nil : surface.grid.dimensions
    points = surface.count
    missing = surface.missing
    diverged = surface.diverged
    lowestLoss = surface.loss.filter(\.isFinite).min()
    highestLoss = surface.loss.filter(\.isFinite).max()
    provenance = surface.provenance
  }

  private var axes: String {
    if let dimensions { return "along \(dimensions) directions" }
    return zip(["x", "y"], [x, y]).compactMap { name, axis in axis.map { "\(name) \($0)" } }
      .joined(separator: ", ")
  }

  var text: String {
    var lines = [
      "\(kind) of \(provenance.model)" + (provenance.imported == nil ? " on \(provenance.dataset)" : ""),
      "",
      "grid         \(axes): "
        + "\(points.grouped) points, \(missing.grouped) missing, "
        + "\(diverged.grouped) diverged",
    ]
    if let shard = provenance.shard {
      lines.append("shard        \(shard): \(shard.points(of: points).grouped) points are its own")
    }
    if let lowestLoss, let highestLoss {
      lines.append(
        "loss         \(lowestLoss.formatted(significant: 5)) to \(highestLoss.formatted(significant: 5))")
    }
    if let imported = provenance.imported {
      lines.append("from         \(imported), which does not say how it was computed")
      return lines.joined(separator: "\n")
    }
    lines += [
      "samples      \(provenance.samples.grouped) of \(provenance.population.grouped)"
        + (provenance.namedData == .whole ? "" : " (\(provenance.split))")
        + ", choice seed \(provenance.sampleSeed)",
      "directions   "
        + (provenance.directions.map { $0.map(\.description).joined(separator: ", ") + "; " } ?? "")
        + "\(provenance.normalization) normalization, seed \(provenance.seed)"
        + (provenance.included.isEmpty ? "" : ", with \(provenance.included.joined(separator: ", "))")
        + (provenance.only.map { ", only in \($0.joined(separator: ", "))" } ?? ""),
      "batch norm   "
        + (provenance.lacksBatchNormalization == true
          ? "none in the network" : provenance.batchNormalization)
        + (provenance.precisionWords.map { ", \($0)" } ?? ""),
      "checkpoint   \(provenance.checkpoint), digest \(provenance.checkpointDigest.short)"
        + (provenance.networkOrigin.map { ", imported from \($0)" } ?? ""),
      "data         digest \(provenance.dataDigest.short)",
      "made by      \(provenance.program)" + (provenance.command.map { ": \($0)" } ?? ""),
    ]
    if let curvature = provenance.curvature {
      lines.append(
        "curvature    \(curvature.samples.grouped) samples, \(curvature.parameters.grouped) parameters, residual within "
          + "\(curvature.tolerance.formatted(significant: 2))")
    }
    if let estimation = provenance.estimation,
      let text = ProbeRun.describe(estimation, points: points, population: provenance.population)
    {
      lines.append("estimate     \(text)")
    }
    if let check = provenance.selfCheck {
      lines.append(ProbeRun.describe(check, of: provenance))
    }
    return lines.joined(separator: "\n")
  }
}

/// What a trajectory is.
struct TrajectoryReport: FileReport {
  private let kind = "trajectory"
  private let model: String
  private let parameterCount: Int
  private let epochs: [Double]

  private let chunks: Int

  init(_ trajectory: TrajectoryFile) {
    chunks = trajectory.paths.count
    model = trajectory.model
    parameterCount = trajectory.parameterCount
    epochs = trajectory.epochs
  }

  var text: String {
    let span = epochs.first.flatMap { first in epochs.last.map { (first, $0) } }
    return """
      trajectory of \(model)

      moments      \(epochs.count.grouped)\
      \(span.map { ", epoch \($0.0.formatted(significant: 4)) to \($0.1.formatted(significant: 4))" } ?? "")
      parameters   \(parameterCount.grouped)\(chunks > 1 ? "\nfiles        \(chunks.grouped)" : "")
      """
  }
}
