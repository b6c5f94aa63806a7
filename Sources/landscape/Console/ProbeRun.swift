import Data
import Estimation
import Probing
import Surfaces
import Training

/// Runs a probe for a command, showing how far it is and what its self-check found.
enum ProbeRun {
  /// - Parameters:
  ///   - axes: what the axes run along where files give them.
  ///   - importing: how networks of other programs are read that the axes need.
  ///   - choice: what the network is measured on, where it does not say so itself.
  ///   - path: where the surface goes.
  ///   - directions: where the directions go as well.
  static func run(
    _ network: NetworkFile, _ options: ProbeOptions, along axes: AxesChoice? = nil,
    importing: ImportOptions? = nil, on choice: DataChoice, to path: String,
    savingDirectionsTo directions: String? = nil, overwrite: Bool,
    isQuiet: Bool
  ) throws -> Surface {
    var options = options
    if let axes {
      options.batchNormalization = ProbeAxes.mode(axes, of: network.model, options.batchNormalization)
    }
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", network.path)] + options.directionFile.file("--directions"),
      writes: [FileRoles.File("the surface", path)] + directions.file("--save-directions")
    ).check()
    let kind = try directions.map { try directionKind(of: $0) }
    Interrupts.install()
    var line = ProgressLine("", unit: "points", isQuiet: isQuiet)
    defer { line.finish() }
    var samples = 0
    var step: EstimationStep?
    var measured: MeasuredNetwork?
    var isCurving = false
    var isShard = false
    let surface = try attempt {
      try options.validate()
      try network.refuseDamage()
      try options.validate(for: network.model, savingDirections: directions != nil)
      if let remark = network.foldingRemark { line.finish("\(network.path): \(remark)") }
      let data = try network.measured(on: choice, split: options.split, isQuiet: isQuiet)
      measured = data
      let laid = try axes.map {
        try ProbeAxes($0, of: network, as: data.model, options, importing: importing)
      }
      if let laid { options = laid.options }
      for remark in laid?.remarks ?? [] { line.finish(remark) }
      var found = laid?.subspace
      if found == nil {
        line = ProgressLine("eigenvectors", unit: "products", isQuiet: isQuiet)
        found = try options.subspace(
          of: data.model, on: data.samples, population: data.population, stop: Interrupts.request
        ) { line.update(done: $0, total: $1) }
        line.finish()
      }
      guard let subspace = found else {
        throw Failure(.interrupted, "stopped; nothing is written - repeat the command")
      }
      warnOfEigenvectors(subspace, path: network.path)
      if let directions, let kind {
        try DirectionFile.write(
          subspace.directions, of: DirectionTarget(data.model), as: kind, to: directions)
      }
      var probe = SurfaceProbe(
        model: data.model, named: network.path.fileName, samples: data.samples,
        population: data.population, dataset: data.title, options: options, along: subspace,
        program: Program.name, command: Program.command(Program.arguments))
      if data.isByHand { probe.namedData = data.split == nil ? .whole : .split }
      let laidOptions = options
      let surface = try probe.run(path: path, overwrite: overwrite, stop: Interrupts.request) { event in
        switch event {
        case .started(let provenance, let done, let total):
          samples = provenance.samples
          isShard = provenance.shard != nil
          line.finish(describe(provenance, laidOptions, path: path, done: done, total: total))
          line = ProgressLine("probing", unit: "points", done: done, isQuiet: isQuiet)
        case .progress(let done, let total): line.update(done: done, total: total)
        case .curving(let done, let total):
          if !isCurving {
            line.finish()
            line = ProgressLine("curvature", unit: "points", done: done, isQuiet: isQuiet)
            isCurving = true
          }
          line.update(done: done, total: total)
        case .estimating(let progress): line = estimating(line, &step, progress, isQuiet: isQuiet)
        }
      }
      guard let laid, surface.provenance.shard == nil, !laid.isDone(surface) else { return surface }
      line.finish()
      line = ProgressLine("losses on the axes", unit: "points", isQuiet: isQuiet)
      let completed = try laid.completed(surface, by: probe, stop: Interrupts.request)
      try completed.write(to: path)
      return completed
    }
    line.finish()
    if let shard = options.shard, isShard, surface.provenance.shard == nil, !isQuiet {
      line.finish("\(path): complete, put together from \(shard.count.grouped) shards")
    }
    warnOfCurvature(surface, path: path)
    if let check = surface.provenance.selfCheck {
      if !isQuiet {
        let made = surface.provenance
        if let estimation = made.estimation,
          let text = describe(estimation, points: surface.count, population: made.population)
        {
          line.finish(text)
        }
        line.finish(describe(check, of: made))
        for text in ProbeAxes.report(surface) { line.finish(text) }
      }
      if !check.passes {
        Console.warn(
          check.estimatesPass
            ? "\(path): the self-check failed; the map may not be centred on the checkpoint"
            : "\(path): the self-check failed; errors are larger than the map claims: compute it with --exact, or a smaller --error"
        )
      }
      measured?.warnOfChance(
        accuracy: check.checkpointAccuracy, count: check.samples ?? samples, path: network.path)
    }
    return surface
  }

  /// Warns of eigenvectors that were not found.
  private static func warnOfEigenvectors(_ subspace: Subspace, path: String) {
    for source in subspace.sources {
      guard case .eigenvector(_, let value, let residual, _) = source, residual > 1e-3 else { continue }
      Console.warn(
        "\(path): the \(source.description), of eigenvalue \(value.formatted(significant: 4)), is not found: its "
          + "residual is \(residual.formatted(significant: 2)), and the axis lies near it only")
    }
  }

  /// Warns of points whose eigenvalues were not found.
  private static func warnOfCurvature(_ surface: Surface, path: String) {
    guard let tolerance = surface.provenance.curvature?.tolerance,
      let residuals = surface[Surface.FieldName.eigenvalueResidual]?.filter(\.isFinite)
    else { return }
    let missed = residuals.filter { $0 > tolerance }
    guard let worst = missed.max() else { return }
    Console.warn(
      "\(path): at \(missed.count.grouped) of \(surface.count.grouped) points the eigenvalues are not found, with "
        + "residuals of up to \(worst.formatted(significant: 2)); see the field lambdaResidual"
    )
  }

  /// Shows how far an estimate is: a line for each step, whose time left is that of the whole.
  private static func estimating(
    _ line: ProgressLine, _ step: inout EstimationStep?, _ progress: EstimationProgress, isQuiet: Bool
  ) -> ProgressLine {
    var line = line
    if step != progress.step {
      line.finish()
      step = progress.step
      line = ProgressLine(name(of: progress.step), unit: "samples", done: progress.done, isQuiet: isQuiet)
    }
    line.update(done: progress.done, total: progress.total)
    return line
  }

  private static func name(of step: EstimationStep) -> String {
    switch step {
    case .pilot: "pilot"
    case .whole: "all samples at the first points"
    case .phase(let number, let count): "phase \(number) of \(count)"
    case .map: "map"
    case .check: "self-check"
    }
  }

  /// One line for what an estimate took and reached.
  static func describe(_ estimation: EstimationRecord, points: Int, population: Int) -> String? {
    guard let result = estimation.result else { return nil }
    guard let samples = result.samplesPerPoint else {
      return "all \(population.grouped) samples evaluated at every point: an estimate would not cost less"
    }
    let chain = result.phases.map { "\($0.samples.grouped)×\($0.points.grouped)" }.joined(separator: ", ")
    let saved = Double(points) * Double(population) / Double(max(1, result.evaluations))
    return "mean over all \(population.grouped) samples estimated from \(samples.grouped) evaluations a point"
      + (result.medianError.map { " within ±\(($0).percent(2)) (median standard error)" } ?? "")
      + ", 1/\(saved.formatted(significant: 2)) of all; samples×points \(chain)"
  }

  /// The kind that a file of directions gets by its ending.
  private static func directionKind(of path: String) throws -> DirectionFile.Kind {
    guard let kind = DirectionFile.Kind(path: path) else {
      throw Failure(
        .usage, "--save-directions \(path): the ending says no format; use .h5, .safetensors or .npz")
    }
    return kind
  }

  private static func describe(
    _ provenance: SurfaceProvenance, _ options: ProbeOptions, path: String, done: Int, total: Int
  ) -> String {
    let grid = [options.x, options.y].compactMap { $0 }.map { "\($0.count)" }.joined(separator: "×")
    let part = provenance.namedData == .whole ? "" : " \(provenance.split)"
    var text =
      provenance.shard.map {
        "\($0.path(of: path)): shard \($0), \(total.grouped) of \(grid) points, "
      } ?? "\(path): \(grid) points, "
    if let estimation = provenance.estimation {
      text +=
        "mean over all \(provenance.population.grouped)\(part) samples of \(provenance.dataset), "
        + "estimated within \(estimation.target.percent(2))"
    } else {
      text +=
        "\(provenance.samples.grouped) of \(provenance.population.grouped)\(part) samples of \(provenance.dataset)"
    }
    text +=
      provenance.normalization == DirectionNormalization.none.rawValue
      ? ", without normalization" : ", \(provenance.normalization) normalization"
    if let sources = provenance.directions {
      text += ", \(sources.map(\.description).joined(separator: ", "))"
    } else {
      text += ", seed \(provenance.seed)"
    }
    if let only = provenance.only { text += ", only in \(only.joined(separator: ", "))" }
    if done == total { text += "; complete" } else if done > 0 { text += "; continues after \(done.grouped)" }
    return text
  }

  /// One line for the self-check.
  ///
  /// The error is that of the choice among the split's samples; a mean over all of them has none.
  static func describe(_ check: SelfCheck, of provenance: SurfaceProvenance) -> String {
    let count = check.samples ?? provenance.samples
    let number = count.grouped
    let error =
      count == provenance.population
      ? " (exact: all \(number) samples)"
      : " ± \(check.standardError.formatted(significant: 2)) (standard error of \(number) samples)"
    var parts = [
      "self-check: checkpoint's loss \(check.checkpointLoss.formatted(significant: 5))\(error)"
        + (check.checkpointAccuracy.map { ", accuracy \($0.percent(2))" } ?? ""),
      "centre differs by \(check.centreError.formatted(significant: 2))",
    ]
    if let error = check.largestNormError {
      parts.append("filter norms by \(error.formatted(significant: 2))")
    }
    if let cosine = check.directionCosine {
      parts.append("cosine of the directions \(cosine.formatted(significant: 2))")
    }
    for estimate in check.estimates ?? [] {
      let place = estimate.coordinates.map { $0.formatted(significant: 3) }.joined(separator: ", ")
      parts.append(
        "at (\(place)) all samples give \(estimate.loss.formatted(significant: 5)), the map "
          + "\(estimate.estimate.formatted(significant: 5)) ± \(estimate.claimed.formatted(significant: 2))")
    }
    if !check.estimatesPass { parts.append("errors of estimates FAILED") }
    parts.append("\(check.missing) points missing, \(check.diverged) diverged")
    return parts.joined(separator: "; ")
  }
}
