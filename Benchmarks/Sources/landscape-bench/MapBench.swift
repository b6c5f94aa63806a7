import Figures

/// Maps of whole data sets from few evaluations, beside all samples at every point: what they save, how far they are off, and
/// whether their errors are what they claim.
struct MapBench {
  let landscape: String
  let folder: String

  /// A network and the map of it.
  private struct Subject {
    let name: String
    /// How it is trained, after `landscape train`.
    let training: [String]
    let split: String
  }

  /// Points of a map along each axis.
  private static let side = 17

  /// Networks of all kinds, on samples few enough to evaluate all of them at every point.
  private static var subjects: [Subject] {
    let images = ["--data", "shapes", "--train-count", "6000", "--test-count", "3000", "--noise", "0.3"]
    func network(_ model: String, _ more: [String]) -> [String] { ["--model", model] + images + more }
    let narrow = ["--width-factor", "0.25"]
    let (early, late) = (["--epochs", "1"], ["--epochs", "4"])
    return [
      Subject(name: "MLP, early", training: network("mlp", early), split: "train"),
      Subject(name: "MLP, late", training: network("mlp", late), split: "train"),
      Subject(name: "MLP, late, test split", training: network("mlp", late), split: "test"),
      Subject(name: "ResNet-8, early", training: network("resnet-8", narrow + early), split: "train"),
      Subject(name: "ResNet-20, early", training: network("resnet-20", narrow + early), split: "train"),
      Subject(name: "ResNet-20, late", training: network("resnet-20", narrow + late), split: "train"),
      Subject(
        name: "ResNet-20, late, test split", training: network("resnet-20", narrow + late), split: "test"),
      Subject(name: "plain-20, early", training: network("plain-20", narrow + early), split: "train"),
      Subject(name: "plain-20, late", training: network("plain-20", narrow + late), split: "train"),
      Subject(name: "plain-32, late", training: network("plain-32", narrow + late), split: "train"),
      Subject(name: "ResNet-32, late", training: network("resnet-32", narrow + late), split: "train"),
      Subject(
        name: "MLP on spirals",
        training: [
          "--model", "mlp", "--data", "spirals", "--train-count", "6000", "--test-count", "100", "--epochs",
          "5",
        ], split: "train"),
    ]
  }

  /// Measures all subjects; ends the benchmark where the claims of all maps together do not hold.
  func run() {
    print("maps of \(Self.side)×\(Self.side) points within 1 %, beside all samples at every point:")
    var deviations: [Double] = []
    for (number, subject) in Self.subjects.enumerated() {
      deviations += measured { () throws(ImpossibleFigure) in try map(subject, number) }
    }
    let inside = Double(deviations.count { $0 <= 2 }) / Double(max(1, deviations.count))
    let middle = median(deviations)
    print(
      "\(Self.subjects.count) maps, \(deviations.count) estimated points: \(text(100 * inside, 1)) % within two "
        + "standard errors, median error \(text(middle, 2)) of the claimed")
    guard inside >= 0.9, (0.4...1.2).contains(middle) else {
      Run.fail("errors of estimates are not what they claim")
    }
  }

  /// Errors in claimed standard errors at the points that were estimated.
  private func map(_ subject: Subject, _ number: Int) throws(ImpossibleFigure) -> [Double] {
    let checkpoint = "\(folder)/map-\(number).ckpt"
    _ = Run([landscape, "train"] + subject.training + ["-q", "--force", "-o", checkpoint])
    let side = "-1:1:\(Self.side)"
    let probe = [landscape, "probe", checkpoint, "--x", side, "--y", side, "--split", subject.split, "-q"]
    let (estimated, exact) = ("\(folder)/estimate.surface", "\(folder)/exact.surface")
    let quick = Run(probe + ["--error", "1%", "--force", "-o", estimated]).seconds
    let slow = Run(probe + ["--exact", "--force", "-o", exact]).seconds
    let found = Inspection(landscape, estimated).provenance
    let (values, truth) = (
      SurfaceFields(landscape, estimated, folder), SurfaceFields(landscape, exact, folder)
    )
    let points = Self.side * Self.side
    var errors: [Double] = []
    var deviations: [Double] = []
    for point in 0..<points where truth.loss[point].isFinite && values.loss[point].isFinite {
      let error = abs(values.loss[point] - truth.loss[point])
      errors.append(error / truth.loss[point])
      if values.error[point] > 0 { deviations.append(error / values.error[point]) }
    }
    guard let population = found?.samples, let result = found?.estimation?.result else {
      Run.fail("\(subject.name): the surface says nothing of an estimate")
    }
    let saved = Double(points * population) / Double(result.evaluations)
    let squares = errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, errors.count))
    let samples = result.phases.last.map { "\($0.samples) a point" } ?? "all samples"
    print(
      "  \(subject.name): \(text(saved, 1)) times fewer evaluations (\(samples)), "
        + "\(text(slow / quick, 1)) times faster; error rms \(text(100 * squares.squareRoot(), 2)) %, median "
        + "\(text(100 * (try Figures.median(errors, subject.name)), 2)) %, claimed "
        + "\(text(100 * (result.medianError ?? 0), 2)) %, largest \(text(100 * (errors.max() ?? 0), 1)) %")
    return deviations
  }
}
