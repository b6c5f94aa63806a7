import Rendering
import Training

/// A way over a surface, as a plate keeps it.
struct Track: Codable, Sendable {
  let name: String
  let rate: Double
  let x: [Double]
  let y: [Double]
  let losses: [Double]

  /// - Parameters:
  ///   - steps: so many of the path's; all when nil.
  ///   - losses: one a point, in place of the losses that the path has met.
  init(_ name: String, _ path: OptimizerPath, steps: Int? = nil, losses: [Double]? = nil) {
    self.name = name
    rate = path.configuration.learningRate
    let count = min(path.points.count, steps.map { $0 + 1 } ?? .max)
    x = path.points[..<count].map { $0.x.rounded(digits: 4) }
    y = path.points[..<count].map { $0.y.rounded(digits: 4) }
    self.losses = (losses ?? path.losses)[..<count].map { $0.rounded(digits: 4) }
  }

  var steps: Int { x.count - 1 }
  var end: Point { Point(x: x.last ?? 0, y: y.last ?? 0) }
  var start: Point { Point(x: x.first ?? 0, y: y.first ?? 0) }

  /// The line with a dot at each step.
  func layers(_ style: SeriesStyle) -> [any Layer] {
    [
      SeriesLayer(name, x: x, y: y, style: style),
      ScatterLayer(
        "\(name): steps", zip(x, y).map { Point(x: $0, y: $1) }, style: style, radius: 1.9, opacity: 1),
    ]
  }
}

/// What lies below paths: thin lines of equal loss, which leave the colours to the paths.
func softContours(
  x: [Double], y: [Double], losses: [Double], levels: [Double]
) -> CurvesLayer {
  var curves = Curves()
  for lines in ContourGrid(x: x, y: y, z: losses).lines(at: levels) { curves.add(lines) }
  return CurvesLayer("lines of equal loss", curves, tone: .soft)
}

extension AnalyticLoss {
  /// Lines of equal loss over a window.
  func contours(x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double]) -> CurvesLayer {
    let axis = { (range: ClosedRange<Double>) in
      (0...240).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 240 }
    }
    let (xs, ys) = (axis(x), axis(y))
    return softContours(
      x: xs, y: ys, losses: ys.flatMap { y in xs.map { value(SIMD2($0, y)) } }, levels: levels)
  }
}
