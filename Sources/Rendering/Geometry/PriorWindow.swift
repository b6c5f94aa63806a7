import Regularization

/// The part of the plane that all panels of a chart of priors show, and the grid that densities are sampled on.
struct PriorWindow {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  /// Grid points along each side, besides those around the peaks.
  private let count: Int
  /// Whether the thinnest density falls between the grid's lines, away from the peaks.
  let isTooThin: Bool
  /// Width of the likelihood along either axis, the other weight held.
  private let widths: Vector2

  private static let counts = 181...721

  /// A square around the origin, least squares, modes and means, with two standard deviations of the Gaussian posterior.
  init(of chart: PriorChart) {
    let loss = chart.loss
    let members = [chart.gaussian, chart.laplace]
    let points = [.zero, loss.centre] + members.flatMap { [$0.mode.point, $0.mean.point] }
    let (variance, tau) = (chart.noiseVariance, chart.gaussian.scale)
    // The Gaussian posterior's precision is G/σ² + I/τ².
    let xx = loss.matrix.xx / variance + 1 / (tau * tau)
    let yy = loss.matrix.yy / variance + 1 / (tau * tau)
    let xy = loss.matrix.xy / variance
    let determinant = xx * yy - xy * xy
    let deviation = max((yy / determinant).squareRoot(), (xx / determinant).squareRoot())
    let low = Vector2(points.map(\.x).min() ?? 0, points.map(\.y).min() ?? 0)
    let high = Vector2(points.map(\.x).max() ?? 0, points.map(\.y).max() ?? 0)
    let reach = max(high.x - low.x, high.y - low.y)
    let half = reach / 2 + max(2 * deviation, 0.1 * reach)
    let middle = 0.5 * (low + high)
    x = (middle.x - half)...(middle.x + half)
    y = (middle.y - half)...(middle.y + half)
    // The thinnest density is that of the Gaussian posterior, across its long axis.
    let posterior = SymmetricMatrix2(xx: xx, xy: xy, yy: yy).eigen
    let thinnest = 1 / posterior.largest.squareRoot()
    let wished = 2 * half / (0.3 * thinnest)
    count = Int(min(max(wished, Double(Self.counts.lowerBound)), Double(Self.counts.upperBound)))
    isTooThin = wished > 4 * Double(Self.counts.upperBound)
    widths = Vector2(1 / xx.squareRoot(), 1 / yy.squareRoot())
  }

  /// Rising places along an axis: evenly spaced ones; zero, so that creases at the axes are drawn sharp; and a few around
  /// each peak, which a density far thinner than the window would hide between the others.
  func values(axis: Int, around peaks: [Vector2]) -> [Double] {
    let range = axis == 0 ? x : y
    let (low, high) = (range.lowerBound, range.upperBound)
    let step = (high - low) / Double(count - 1)
    var values = (0..<count).map { low + step * Double($0) }
    for peak in peaks {
      values.append(peak[axis])
      guard widths[axis] < 4 * step else { continue }
      values += (-24...24).map { peak[axis] + widths[axis] * Double($0) / 6 }
    }
    values.append(0)
    var result: [Double] = []
    // Places that are all but the same make cells without width.
    let least = min(step, widths[axis]) / 64
    for value in values.sorted() where range.contains(value) {
      guard let last = result.last, value - last < least else {
        result.append(value)
        continue
      }
      if value == 0 { result[result.count - 1] = 0 }
    }
    return result
  }
}
