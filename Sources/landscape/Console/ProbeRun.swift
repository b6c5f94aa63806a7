import Data
import Probing
import Surfaces
import Training

/// Runs a probe for a command, showing how far it is and what its self-check found.
enum ProbeRun {
  /// - Parameters:
  ///   - choice: what the network is measured on, where it does not say so itself.
  ///   - path: where the surface goes.
  ///   - directions: where the directions go as well.
  static func run(
    _ network: NetworkFile, _ options: ProbeOptions, on choice: DataChoice, to path: String,
    savingDirectionsTo directions: String? = nil, overwrite: Bool, isQuiet: Bool
  ) throws -> Surface {
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", network.path)] + options.directionFile.file("--directions"),
      writes: [FileRoles.File("the surface", path)] + directions.file("--save-directions")
    ).check()
    let kind = try directions.map { try directionKind(of: $0) }
    Interrupts.install()
    var line = ProgressLine("", unit: "points", isQuiet: isQuiet)
    defer { line.finish() }
    var samples = 0
    var measured: MeasuredNetwork?
    let surface = try attempt {
      try options.validate()
      try network.refuseDamage()
      let data = try network.measured(on: choice, split: options.split, isQuiet: isQuiet)
      measured = data
      let subspace = try options.subspace(of: data.model)
      if let directions, let kind {
        try DirectionFile.write(
          subspace.directions, of: DirectionTarget(data.model), as: kind, to: directions)
      }
      var probe = SurfaceProbe(
        model: data.model, named: network.path.fileName, samples: data.samples,
        population: data.population, dataset: data.title, options: options, along: subspace,
        program: Program.name, command: Program.command(Program.arguments))
      if data.isByHand { probe.namedData = data.split == nil ? .whole : .split }
      return try probe.run(path: path, overwrite: overwrite, stop: Interrupts.request) { event in
        switch event {
        case .started(let provenance, let done, let total):
          samples = provenance.samples
          line.finish(describe(provenance, options, path: path, done: done, total: total))
          line = ProgressLine("probing", unit: "points", done: done, isQuiet: isQuiet)
        case .progress(let done, let total): line.update(done: done, total: total)
        }
      }
    }
    line.finish()
    if let check = surface.provenance.selfCheck {
      if !isQuiet { line.finish(describe(check, samples: samples)) }
      if !check.passes {
        Console.warn("\(path): the self-check failed; the map may not be centred on the checkpoint")
      }
      measured?.warnOfChance(accuracy: check.checkpointAccuracy, count: samples, path: network.path)
    }
    return surface
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
    var text = "\(path): \(grid) points, \(provenance.samples.grouped) of \(provenance.population.grouped)"
    text += provenance.namedData == .whole ? "" : " \(provenance.split)"
    text += " samples of \(provenance.dataset), \(provenance.normalization) normalization"
    if let sources = provenance.directions {
      text += ", \(sources.map(\.description).joined(separator: ", "))"
    } else {
      text += ", seed \(provenance.seed)"
    }
    if done == total { text += "; complete" } else if done > 0 { text += "; continues after \(done.grouped)" }
    return text
  }

  /// One line for the self-check.
  static func describe(_ check: SelfCheck, samples: Int) -> String {
    var parts = [
      "self-check: checkpoint's loss \(check.checkpointLoss.formatted(significant: 5)) ± "
        + "\(check.standardError.formatted(significant: 2)) (standard error of \(samples.grouped) samples)"
        + (check.checkpointAccuracy.map { ", accuracy \($0.percent(2))" } ?? ""),
      "centre differs by \(check.centreError.formatted(significant: 2))",
    ]
    if let error = check.largestNormError {
      parts.append("filter norms by \(error.formatted(significant: 2))")
    }
    if let cosine = check.directionCosine {
      parts.append("cosine of the directions \(cosine.formatted(significant: 2))")
    }
    parts.append("\(check.missing) points missing, \(check.diverged) diverged")
    return parts.joined(separator: "; ")
  }
}
