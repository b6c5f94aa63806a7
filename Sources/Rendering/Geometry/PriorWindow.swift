import Regularization

/// The part of the plane that all panels of a chart of priors show.
struct PriorWindow {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// A square around the origin, least squares, modes and means, with two and a half standard deviations of the Gaussian
  /// posterior.
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
    let half = max(high.x - low.x, high.y - low.y) / 2 + 2 * deviation
    let middle = 0.5 * (low + high)
    x = (middle.x - half)...(middle.x + half)
    y = (middle.y - half)...(middle.y + half)
  }

  /// Rising values over a range, zero among them, so that creases at the axes are drawn sharp.
  func values(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    let values = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
    guard low < 0, high > 0 else { return values }
    let near = (high - low) / Double(count - 1) * 0.25
    return (values.filter { abs($0) > near } + [0]).sorted()
  }
}
