import Glibc
import Regularization

/// A loss over two weights, as a region's picture needs it: its contours, its own optimum, its name.
package struct RegionLoss: Sendable {
  /// What is known of the loss.
  private enum Form: Sendable {
    case quadratic(Quadratic)
    case sampled(ContourGrid)
  }

  private let form: Form
  /// Where the loss is least without a constraint.
  package let unconstrained: Vector2
  /// The least loss.
  package let least: Double
  /// What the loss is, as the beginning of a caption.
  package let name: String
  /// The part of the plane where the loss is known; nil when it is known everywhere.
  package let window: (x: ClosedRange<Double>, y: ClosedRange<Double>)?

  /// A quadratic loss, whose contours are exact ellipses.
  package init(_ quadratic: Quadratic, name: String) {
    form = .quadratic(quadratic)
    unconstrained = quadratic.minimumNormSolution
    least = quadratic.constant
    self.name = name
    window = nil
  }

  /// A loss known on a fine grid.
  package init(_ grid: ContourGrid, unconstrained: Vector2, least: Double, name: String) {
    form = .sampled(grid)
    self.unconstrained = unconstrained
    self.least = least
    self.name = name
    window = (
      grid.x[0]...grid.x[grid.columns - 1], grid.y[0]...grid.y[grid.rows - 1]
    )
  }

  /// Levels in even steps through the optimum's own, which is left out.
  ///
  /// There are three steps from the least loss to the optimum, unless lines would fill only a small part of the window
  /// then.
  func levels(
    around optimum: Optimum, in window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> [Double] {
    let greatest = greatest(in: window)
    let step = max((optimum.loss - least) / 3, (greatest - least) / 24)
    guard step > 0, step.isFinite else { return [] }
    let first = -Int(((optimum.loss - least) / step - 1e-9).rounded(.down))
    return (first...first + 24).filter { $0 != 0 }.map { optimum.loss + step * Double($0) }
      .filter { $0 > least && $0 < greatest }
  }

  /// The greatest loss in a window, at a corner where the loss is convex.
  private func greatest(in window: (x: ClosedRange<Double>, y: ClosedRange<Double>)) -> Double {
    switch form {
    case .sampled(let grid): return Extent.range(of: grid.values)?.upperBound ?? least
    case .quadratic(let quadratic):
      let corners = [window.x.lowerBound, window.x.upperBound].flatMap { x in
        [window.y.lowerBound, window.y.upperBound].map { quadratic.value(at: Vector2(x, $0)) }
      }
      return corners.max() ?? least
    }
  }

  /// The curves on which the loss has some values, within a window.
  func curves(
    at levels: [Double], in window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> Curves {
    var result = Curves()
    for level in levels {
      switch form {
      case .quadratic(let quadratic):
        if let ellipse = quadratic.ellipse(atLevel: level) {
          Self.add(ellipse, around: quadratic.centre, to: &result)
        } else {
          result.add(Self.grid(quadratic, window).lines(at: [level])[0])
        }
      case .sampled(let grid): result.add(grid.lines(at: [level])[0])
      }
    }
    return result
  }

  /// Points on an ellipse, so close that no eye sees corners.
  private static func add(
    _ ellipse: (semiAxes: Vector2, longAxis: Vector2), around centre: Vector2, to curves: inout Curves
  ) {
    let (u, v) = (ellipse.longAxis, ellipse.longAxis.perpendicular)
    for step in 0..<720 {
      let angle = Double(step) * .pi / 360
      let offset = (ellipse.semiAxes.x * cos(angle)) * u + (ellipse.semiAxes.y * sin(angle)) * v
      curves.append(Point(centre + offset))
    }
    curves.finish(closed: true)
  }

  /// A quadratic without ellipses, whose contours are straight, on a grid.
  private static func grid(
    _ quadratic: Quadratic, _ window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  ) -> ContourGrid {
    let axis = { (range: ClosedRange<Double>) in
      (0...200).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 200 }
    }
    let (x, y) = (axis(window.x), axis(window.y))
    return ContourGrid(x: x, y: y, z: y.flatMap { y in x.map { quadratic.value(at: Vector2($0, y)) } })
  }
}
