import Figures

/// Maps of 51×51 points over the 60,000 training images of Fashion-MNIST: the error at an even choice of their points, which are
/// evaluated on all images, and the time beside that of the published script's loop.
struct WholeMapBench {
  let landscape: String
  let python: String?
  let folder: String

  /// Points of a map along each axis.
  private static let side = 51
  /// Every seventh point along each axis of the map, its edges but one left out: a grid of its own.
  private static let reference = "-0.96:1:8"
  private static let referencePoints = 64

  /// A network with the depth that the loop in PyTorch has; none for a network that it cannot build.
  private static let subjects = [("resnet-20", 20, 2), ("resnet-56", 56, 1), ("plain-56", 56, 1)]

  /// Measures the networks, or those that are named.
  func run(_ names: [String]) {
    print("maps of \(Self.side)×\(Self.side) points over all 60,000 images of Fashion-MNIST within 1 %:")
    for (name, depth, epochs) in Self.subjects where names.isEmpty || names.contains(name) {
      map(name, depth, epochs)
    }
  }

  private func map(_ name: String, _ depth: Int, _ epochs: Int) {
    let checkpoint = "\(folder)/\(name)-60000.ckpt"
    let (estimated, exact) = ("\(folder)/whole.surface", "\(folder)/reference.surface")
    _ = Run([
      landscape, "train", "--data", "fashion-mnist", "--model", name, "--epochs", "\(epochs)", "-q",
      "--force", "-o", checkpoint,
    ])
    let axis = "-1:1:\(Self.side)"
    let probe = [landscape, "probe", checkpoint, "-q", "--force"]
    let quick = Run(probe + ["--x", axis, "--y", axis, "--error", "1%", "-o", estimated]).seconds
    let slow = Run(probe + ["--x", Self.reference, "--y", Self.reference, "--exact", "-o", exact]).seconds
    guard let provenance = Inspection(landscape, estimated).provenance,
      let result = provenance.estimation?.result
    else { Run.fail("\(name): the surface says nothing of an estimate") }
    let (values, truth) = (
      SurfaceFields(landscape, estimated, folder), SurfaceFields(landscape, exact, folder)
    )
    var errors: [Double] = []
    var deviations: [Double] = []
    for row in 0..<8 {
      for column in 0..<8 {
        let point = (7 * row + 1) * Self.side + 7 * column + 1
        let (found, right) = (values.loss[point], truth.loss[8 * row + column])
        guard found.isFinite, right.isFinite else { continue }
        errors.append(abs(found - right) / right)
        if values.error[point] > 0 { deviations.append(abs(found - right) / values.error[point]) }
      }
    }
    guard errors.count >= 8 else { Run.fail("\(name): hardly a point did not diverge") }
    let population = provenance.samples
    let all = Double(Self.side * Self.side * population)
    let squares = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
    let phases = result.phases.map { "\($0.samples)×\($0.points)" }.joined(separator: ", ")
    let inside = Double(deviations.count { $0 <= 2 }) / Double(max(1, deviations.count))
    print(
      "  \(name), \(epochs) epochs: \(result.evaluations) evaluations, 1/\(text(all / Double(result.evaluations), 0)) of all "
        + "(\(phases)); \(text(quick, 0)) s; at \(errors.count) points error rms "
        + "\(text(100 * squares.squareRoot(), 2)) %, median \(text(100 * median(errors), 2)) %, largest "
        + "\(text(100 * (errors.max() ?? 0), 1)) %, claimed \(text(100 * (result.medianError ?? 0), 2)) %, "
        + "\(text(100 * inside, 0)) % within two standard errors")
    let own = all * slow / Double(Self.referencePoints * population)
    print(
      "    all images at all points would take this program \(text(own / quick, 0)) times longer",
      terminator: "")
    if let python, name.hasPrefix("resnet") {
      let output = Run([python, "Benchmarks/Scripts/pytorch_map_loop.py", "\(depth)", "4", "20"]).output
      guard let rate = Double(output.filter { $0.isNumber || $0 == "." }), rate > 0 else {
        Run.fail("the loop in PyTorch printed no figure")
      }
      print(
        ", the loop in PyTorch (\(text(rate, 0)) images a second, measured; \(text(all / 1e6, 0)) million images, "
          + "extrapolated) \(text(all / rate / quick, 0)) times", terminator: "")
    }
    print("")
  }
}
