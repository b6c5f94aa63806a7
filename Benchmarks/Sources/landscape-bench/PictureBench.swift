import Glibc

/// Pictures as whole processes beside matplotlib, and contour lines beside contourpy.
struct PictureBench {
  let landscape: String
  /// With matplotlib and contourpy; nil to leave them out.
  let python: String?
  let rounds: Int
  let folder: String

  func run() {
    for (kind, words) in [("contours", [String]()), ("surface", ["--as", "surface"])] {
      picture(kind, words)
    }
    lines()
  }

  private func picture(_ kind: String, _ words: [String]) {
    let surface = "Benchmarks/Data/plain-20.surface"
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<rounds {
      ours.append(
        leastTime([landscape, "render", surface, "-q", "-o", "\(folder)/ours.png"] + words))
      if let python {
        let script = "Benchmarks/Scripts/matplotlib_surface.py"
        theirs.append(leastTime([python, script, kind, surface, "\(folder)/theirs.png"]))
      }
    }
    print("surface file to PNG of 1600×1200, \(kind): \(text(median(ours), 0)) ms", terminator: "")
    print(
      theirs.isEmpty
        ? ""
        : "; matplotlib \(text(median(theirs), 0)) ms; ratio \(text(median(zip(ours, theirs).map { $1 / $0 }), 1))"
    )
  }

  /// Milliseconds of the fastest of three runs in a row, so that neither side pays for caches that the other has filled.
  private func leastTime(_ command: [String]) -> Double {
    (0..<3).map { _ in Run(command).seconds * 1000 }.min() ?? .nan
  }

  /// Lines of 20 levels on a grid of 1000×1000, the least of five runs.
  private func lines() {
    let x = (0..<1000).map { Double($0) / 999 }
    let z = x.flatMap { q in x.map { p in Self.wave(p, q) } }
    let levels = (0..<20).map { -1 + 0.1 * Double($0) + 0.05 }
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<rounds {
      var best = Double.infinity
      for _ in 0..<5 {
        let start = ContinuousClock.now
        let count = ContourGrid(x: x, y: x, z: z).lines(at: levels).reduce(0) { $0 + $1.count }
        if count > 0 { best = min(best, start.duration(to: .now) / .milliseconds(1)) }
      }
      ours.append(best)
      if let python {
        let words = Run([python, "Benchmarks/Scripts/contourpy_lines.py"]).output.split(separator: " ")
        theirs.append(words.first.flatMap { Double($0) } ?? .nan)
      }
    }
    print("contour lines, 1000×1000 points, 20 levels: \(text(median(ours), 1)) ms", terminator: "")
    print(
      theirs.isEmpty
        ? ""
        : "; contourpy \(text(median(theirs), 1)) ms; ratio \(text(median(zip(ours, theirs).map { $1 / $0 }), 2))"
    )
  }

  private static func wave(_ p: Double, _ q: Double) -> Double {
    let (coarse, middle, fine) = (sin(9 * p) * cos(7 * q), sin(31 * p * q), cos(57 * p - 43 * q))
    return coarse + 0.3 * middle + 0.1 * fine
  }
}
