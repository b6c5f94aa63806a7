import ArgumentParser
import Data
import Networks
import Plates
import Probing
import Regularization
import Rendering
import Storage
import Surfaces
import Tensors
import Training

/// The loss of a trained network over two of its weights, all others at their trained values.
struct NetworkLossOptions: ParsableArguments {
  private static let usualPoints = 25

  @Option(
    help: ArgumentHelp(
      "A trained network whose loss is drawn over two of its weights.", valueName: "model.ckpt"))
  var checkpoint: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two weights, e.g. conv1.weight[3,0,1,1] fc.weight[0,5].", valueName: "weight"))
  var weights: [String] = []

  @Option(
    help: "Points along each weight that the loss is computed at. (default: \(Self.usualPoints))")
  var points: Int?

  @Option(
    help: "Samples that the network's loss is a mean over. (default: \(ProbeOptions.defaultSamples))")
  var samples: Int?

  @Option(help: "Folder of the network's data set, when it is not where training found it.")
  var dataFolder: String?

  @Option(help: "Worker threads; the result does not depend on it. (default: all processors)")
  var threads: Int?

  @Flag(help: "Recompute where a surface made from other inputs exists.")
  var force = false

  /// What says how the loss of a network is computed.
  var use: OptionUse {
    OptionUse([
      "points": points != nil, "samples": samples != nil, "data-folder": dataFolder != nil,
      "threads": threads != nil, "force": force,
    ])
  }

  /// The checkpoint, where one is named, and the surface that belongs to it.
  var inputFiles: [FileRoles.File] {
    checkpoint.file("--checkpoint") + checkpoint.map(Self.surfacePath).file("the surface of --checkpoint")
  }

  private static func surfacePath(of checkpoint: String) -> String {
    checkpoint.belonging("weights")
  }

  /// A network's loss over two weights, and where it comes from.
  struct Plane {
    let weights: WeightPlane
    let provenance: SurfaceProvenance
  }

  /// Computes the plane, or reads it where it was computed before.
  func plane(from source: inout SurfaceSource, isQuiet: Bool) throws -> Plane? {
    guard let checkpoint else {
      guard weights.isEmpty else {
        throw Failure(.usage, "--weights needs --checkpoint; give the network too")
      }
      return nil
    }
    guard weights.count == 2 else {
      throw Failure(
        .usage,
        "--checkpoint needs two --weights, and there \(weights.count == 1 ? "is 1" : "are \(weights.count)"); "
          + "see their names with 'landscape inspect \(checkpoint) --json'")
    }
    let points = points ?? Self.usualPoints
    guard points >= 4, points <= 1001 else { throw Failure(.usage, "--points \(points): give 4 to 1,001") }
    let network = try source.network(checkpoint)
    let addresses = try attempt { try weights.map { try WeightAddress(parsing: $0) } }
    let layout = ParameterLayout(network.model.graph)
    let values = try attempt {
      try addresses.map { Double(network.model.parameters[try $0.offset(in: layout)]) }
    }
    let trained = Vector2(values[0], values[1])
    guard WeightPlane.half(trained) > 0 else {
      throw Failure(.data, "\(checkpoint): both weights are zero, so there is no scale; choose others")
    }
    let path = Self.surfacePath(of: checkpoint)
    try FileRoles(
      reads: [FileRoles.File("--checkpoint", checkpoint)], writes: [FileRoles.File("its surface", path)]
    ).check()
    if !source.isVerifying {
      let options = try options(trained, addresses, points)
      _ = try ProbeRun.run(
        network, options, on: DataChoice(folder: dataFolder), to: path, overwrite: force,
        isQuiet: isQuiet)
    }
    _ = try source.bytes(of: path)
    let found = try attempt { try Surface.read(path) }
    guard let surface = BicubicSurface(found) else {
      throw Failure(
        .data, "\(path): the loss is not known everywhere or diverged; choose weights nearer to zero")
    }
    return Plane(weights: WeightPlane(surface, trained: trained), provenance: found.provenance)
  }

  private func options(
    _ trained: Vector2, _ addresses: [WeightAddress], _ points: Int
  ) throws -> ProbeOptions {
    let axes: (x: Axis, y: Axis)
    do throws(AxisError) { axes = try WeightPlane.axes(trained, points: points) } catch {
      throw Failure(error, option: "points")
    }
    var options = ProbeOptions(x: axes.x, y: axes.y, samples: samples ?? ProbeOptions.defaultSamples)
    options.weights = addresses
    if let threads { options.workers = threads }
    return options
  }
}

extension NetworkLossOptions.Plane {
  /// What the caption says of the loss.
  var words: String {
    "Mean \(provenance.loss) of \(provenance.model) over \(provenance.samples.grouped) of \(provenance.population.grouped) "
      + "\(provenance.namedData == .whole ? "" : "\(provenance.split) ")samples of \(provenance.dataset), all other weights at their trained values; trained: "
      + "(\(weights.trained.x.formatted(significant: 3)), \(weights.trained.y.formatted(significant: 3))); "
      + "bicubic between the computed points."
  }
}
