extension FloatingPoint {
  /// `sign(z)(|z| − t)₊`, the minimizer of `½(w − z)² + t|w|`: zero where `|z| ≤ t`, else moved towards zero by `t`.
  ///
  /// The sign of a zero is that of `z < 0`. The threshold is not negative.
  @inlinable
  package func softThresholded(by threshold: Self) -> Self {
    let magnitude = Swift.max(abs(self) - threshold, 0)
    return self < 0 ? -magnitude : magnitude
  }
}
