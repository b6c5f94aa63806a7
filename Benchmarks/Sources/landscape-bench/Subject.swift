import Figures
import Glibc

/// One network: what its checkpoint costs a sample, and how fast samples go through it.
struct Subject {
  let name: String
  let landscape: String
  let folder: String
  let model: String
  let data: [String]
  let pointsPerRun: (few: Int, many: Int)
  /// Samples of the test split that a point is a mean over.
  let samples: Int

  var checkpoint: String { "\(folder)/\(model).ckpt" }

  /// What it was trained on does not matter for speed, so it is little.
  func prepare() {
    _ = Run(
      [landscape, "train", "--model", model] + data + [
        "--limit", "64", "--epochs", "1", "-q", "-o", checkpoint,
      ])
  }

  /// Multiply-adds a sample, as `inspect` reports them.
  func multiplyAdds() throws(ImpossibleFigure) -> Double {
    let count = Inspection(landscape, checkpoint).multiplyAdds
    return try Figures.possible(count.map { Double($0) } ?? .nan, "multiply-adds of \(model)")
  }

  /// Images a second while probing, start-up excluded: two runs that differ in their number of points.
  func probingRate() throws(ImpossibleFigure) -> Double {
    // Whatever disturbs the short run makes the rate too high, so the fastest of three counts.
    var few = try probe(points: pointsPerRun.few)
    for _ in 0..<2 { few.seconds = min(few.seconds, try probe(points: pointsPerRun.few).seconds) }
    let many = try probe(points: pointsPerRun.many)
    return try Figures.rate(few: few, many: many, name)
  }

  /// Computes a line, and says how many samples went through the network for it, by the file that it made.
  private func probe(points: Int) throws(ImpossibleFigure) -> (count: Int, seconds: Double) {
    let path = "\(folder)/probe-\(points).surface"
    unlink(path)
    let run = Run([
      landscape, "probe", checkpoint, "--x", "-1:1:\(points)", "--split", "test", "--samples", "\(samples)",
      "-q", "--force", "-o", path,
    ])
    let surface = Inspection(landscape, path)
    let made = try Figures.confirmed(surface.points, asked: points, "\(name), points")
    let chosen = try Figures.confirmed(surface.provenance?.samples, asked: samples, "\(name), samples")
    return (made * chosen, run.seconds)
  }
}
