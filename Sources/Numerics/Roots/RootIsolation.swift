/// All roots of a function on a stretch of the line, by bisection with bounds on its values and slopes.
///
/// A piece is dropped when the bounds on its values exclude zero, and has at most one root, found by
/// `BracketedRoot`, when those on its slope do: no root is missed, and nothing is sampled (Moore, Kearfott
/// & Cloud 2009, Introduction to Interval Analysis). A double root, which no bound can confirm, ends as a
/// piece of a few last places; its middle is returned, for the caller to judge by the residual there.
package struct RootIsolation {
  /// In rising order.
  package let roots: [Double]
  /// Pieces that were looked at.
  package let iterations: Int
  /// False when pieces were left over; roots may then be missing.
  package let complete: Bool

  /// Searches between two positions; there is nothing to search unless `low < high`.
  ///
  /// - Parameters:
  ///   - value: the function; only asked where its value is bounded.
  ///   - bounds: intervals that hold its values and slopes on a piece; nil where it is known to have no root.
  package init(
    from low: Double, to high: Double, value: (Double) -> Double,
    bounds: (Interval) -> (value: Interval, slope: Interval)?
  ) {
    var pieces = low < high ? [Interval(low, high)] : []
    var found: [Double] = []
    var iterations = 0
    while iterations < 200_000, let piece = pieces.popLast() {
      iterations += 1
      guard let (values, slopes) = bounds(piece), values.containsZero else { continue }
      if !slopes.containsZero, values.low.isFinite, values.high.isFinite {
        let (a, b) = (value(piece.low), value(piece.high))
        if (a <= 0 && b >= 0) || (a >= 0 && b <= 0) {
          found.append(BracketedRoot(between: piece.low, a, and: piece.high, b, of: value).root)
        }
        continue
      }
      let geometric = piece.low > 0 && piece.high > 4 * piece.low
      let middle =
        geometric ? (piece.low * piece.high).squareRoot() : piece.low + (piece.high - piece.low) / 2
      if piece.high - piece.low <= 16 * piece.high.ulp || middle <= piece.low
        || middle >= piece.high
      {
        found.append(middle)
        continue
      }
      pieces.append(Interval(middle, piece.high))
      pieces.append(Interval(piece.low, middle))
    }
    // Pieces come out from left to right; a root on a common end comes twice, a double root as a few
    // neighbours.
    var roots: [Double] = []
    for root in found {
      if let last = roots.last, abs(root - last) <= 1e-13 * abs(root),
        abs(value(last)) <= abs(value(root))
      {
        continue
      }
      if let last = roots.last, abs(root - last) <= 1e-13 * abs(root) { roots.removeLast() }
      roots.append(root)
    }
    self.roots = roots
    self.iterations = iterations
    complete = pieces.isEmpty
  }
}
