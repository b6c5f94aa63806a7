import ArgumentParser
import Networks
import Probing
import Regularization
import Rendering
import Storage
import Surfaces
import Tensors
import Training

/// The loss of a trained network over two of its weights, all others at their trained values.
struct NetworkLossOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A trained network whose loss is drawn over two of its weights.", valueName: "model.ckpt"))
  var checkpoint: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two weights, e.g. conv1.weight[3,0,1,1] fc.weight[0,5].", valueName: "weight"))
  var weights: [String] = []

  @Option(help: "Points along each weight that the loss is computed at.")
  var points = 25

  @Option(help: "Samples that the network's loss is a mean over.")
  var samples = ProbeOptions.defaultSamples

  @Option(help: "Folder of the network's data set, when it is not where training found it.")
  var dataFolder: String?

  @Option(help: "Worker threads; the result does not depend on it. (default: all processors)")
  var threads: Int?

  @Flag(help: "Compute anew where a surface made from other inputs exists.")
  var force = false

  /// How far the plane reaches beyond the larger of the two weights.
  private static let reach = 1.45

  /// A network's loss over two weights as it was computed.
  struct Plane {
    let surface: BicubicSurface
    let provenance: SurfaceProvenance
    /// Trained values of the two weights.
    let trained: Vector2
    /// Ends of the plane on both axes, in values of the weights.
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    /// The interpolated loss at values of the weights.
    var loss: SmoothLoss {
      SmoothLoss { [surface, trained] w in
        let at = surface.evaluate(w.x - trained.x, w.y - trained.y)
        return (at.value, Vector2(at.dx, at.dy))
      }
    }
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
    guard points >= 4, points <= 1001 else { throw Failure(.usage, "--points \(points): give 4 to 1,001") }
    let network = try source.checkpoint(checkpoint)
    let addresses = try attempt { try weights.map { try WeightAddress(parsing: $0) } }
    let layout = ParameterLayout(network.graph)
    let values = try attempt { try addresses.map { Double(network.parameters[try $0.offset(in: layout)]) } }
    let half = Self.reach * (values.map { abs($0) }.max() ?? 0)
    guard half > 0 else {
      throw Failure(.data, "\(checkpoint): both weights are zero, so there is no scale; choose others")
    }
    let path = checkpoint.replacingExtension(with: "weights")
    if !source.isVerifying {
      let options = try options(values, half: half, addresses)
      let dataset = network.configuration.dataset
      _ = try ProbeRun.run(
        network, from: checkpoint, options, dataset: dataFolder.map { dataset.relocated(to: $0) } ?? dataset,
        to: path,
        overwrite: force, isQuiet: isQuiet)
    }
    _ = try source.bytes(of: path)
    let found = try attempt { try Surface.read(path) }
    guard let surface = BicubicSurface(found) else {
      throw Failure(
        .data, "\(path): the loss is not known everywhere or diverged; choose weights nearer to zero")
    }
    return Plane(
      surface: surface, provenance: found.provenance, trained: Vector2(values[0], values[1]), x: -half...half,
      y: -half...half)
  }

  private func options(
    _ values: [Double], half: Double, _ addresses: [WeightAddress]
  ) throws -> ProbeOptions {
    let axes = try values.map { value in
      do throws(AxisError) { return try Axis(lower: -half - value, upper: half - value, count: points) } catch
      {
        throw Failure(error, option: "points")
      }
    }
    var options = ProbeOptions(x: axes[0], y: axes[1], samples: samples)
    options.weights = addresses
    if let threads { options.workers = threads }
    return options
  }
}

extension NetworkLossOptions.Plane {
  /// What the caption says of the loss.
  var words: String {
    "Mean \(provenance.loss) of \(provenance.model) over \(provenance.samples.grouped) of \(provenance.population.grouped) "
      + "\(provenance.split) samples of \(provenance.dataset), all other weights at their trained values; trained: "
      + "(\(trained.x.formatted(significant: 3)), \(trained.y.formatted(significant: 3))); "
      + "bicubic between the computed points."
  }

  /// Where the loss is least in the largest disc around zero that was computed.
  func unconstrained() throws -> Optimum {
    let disc = try attempt {
      try ConstraintRegion(penalty: .l2(.halved), axisExtent: x.upperBound * 0.999)
    }
    return try attempt { try RegionSearch(disc) }.minimum(of: loss, starts: [trained]).global
  }

  /// The loss on a fine grid, for its contours.
  func grid(points: Int = 241) -> ContourGrid {
    let axis = { (range: ClosedRange<Double>) in
      (0..<points).map {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(points - 1)
      }
    }
    let (xs, ys) = (axis(x), axis(y))
    let loss = loss
    return ContourGrid(x: xs, y: ys, z: ys.flatMap { y in xs.map { loss.value(at: Vector2($0, y)) } })
  }
}
