import Regularization
import Rendering
import Surfaces

/// A network's loss over two of its weights, between the points where it was computed.
package struct WeightPlane: Sendable {
  /// The interpolated loss, by differences from the trained values.
  package let surface: BicubicSurface
  /// Trained values of the two weights.
  package let trained: Vector2
  /// Ends of the plane on both axes, in values of the weights.
  package let limits: ClosedRange<Double>

  /// How far the plane reaches beyond the larger of two weights.
  private static let reach = 1.45

  /// The plane of a surface that was computed on `axes`.
  package init(_ surface: BicubicSurface, trained: Vector2) {
    self.surface = surface
    self.trained = trained
    let half = Self.half(trained)
    limits = -half...half
  }

  /// Half the side of the square that is computed: enough to hold zero and the trained weights; 0 where both are zero.
  package static func half(_ trained: Vector2) -> Double { reach * max(abs(trained.x), abs(trained.y)) }

  /// What to compute, in differences from the trained values.
  ///
  /// - Throws: `AxisError` for fewer than two points, and where both weights are zero.
  package static func axes(_ trained: Vector2, points: Int) throws(AxisError) -> (x: Axis, y: Axis) {
    let half = half(trained)
    return (
      try Axis(lower: -half - trained.x, upper: half - trained.x, count: points),
      try Axis(lower: -half - trained.y, upper: half - trained.y, count: points)
    )
  }

  /// The interpolated loss at values of the weights.
  package var loss: SmoothLoss {
    SmoothLoss { [surface, trained] w in
      let at = surface.evaluate(w.x - trained.x, w.y - trained.y)
      return (at.value, Vector2(at.dx, at.dy))
    }
  }

  /// Where the loss is least in the largest disc around zero that was computed.
  ///
  /// - Throws: `RegularizationError` where the disc has no extent.
  package func unconstrained() throws(RegularizationError) -> Optimum {
    let disc = try ConstraintRegion(penalty: .l2(.halved), axisExtent: limits.upperBound * 0.999)
    return try minimum(in: disc).global
  }

  /// The optima in a region.
  ///
  /// - Throws: `RegularizationError` for regions that cannot be searched.
  package func minimum(in region: ConstraintRegion) throws(RegularizationError) -> OptimumSet {
    try RegionSearch(region).minimum(of: loss, starts: [trained])
  }

  /// The loss on a fine grid, for its contours.
  package func grid(points: Int = 241) -> ContourGrid {
    let values = (0..<points).map {
      limits.lowerBound + (limits.upperBound - limits.lowerBound) * Double($0) / Double(points - 1)
    }
    let loss = loss
    return ContourGrid(
      x: values, y: values, z: values.flatMap { y in values.map { loss.value(at: Vector2($0, y)) } })
  }
}
