/// A piece of a line on the screen, with round ends.
package struct ScreenStroke: Sendable {
  /// In pixels, y downwards.
  package var start: SIMD2<Double>
  package var end: SIMD2<Double>
  /// Nearness of the two ends.
  package var startNearness: Double
  package var endNearness: Double
  /// Change of nearness per pixel across the line, that of the plane on which it lies.
  package var slope: SIMD2<Double>
  /// Half the line's width, in pixels.
  package var halfWidth: Double
  /// How far in front of what is seen the line may be: small for paint on a surface, which ends where the
  /// surface does.
  package var reach: Double
  /// What samples of the line are told by.
  package var identifier: Int32

  package init(
    from start: SIMD2<Double>, to end: SIMD2<Double>, nearness: (Double, Double),
    slope: SIMD2<Double> = SIMD2(), halfWidth: Double, reach: Double = .infinity, identifier: Int32
  ) {
    self.start = start
    self.end = end
    startNearness = nearness.0
    endNearness = nearness.1
    self.slope = slope
    self.halfWidth = halfWidth
    self.reach = reach
    self.identifier = identifier
  }
}
