import Surfaces

/// A curve through parameters as a function of one coordinate: weights of its knots' differences from the origin, which are the
/// directions of a subspace.
package struct SubspaceCurve: Hashable, Sendable {
  package let kind: CurveKind
  /// The coordinate of each knot, rising; of a Bézier curve only the ends count.
  package let times: [Double]
  /// The direction that leads to each knot; nil for the origin.
  package let knots: [Int?]
  /// Parameters that cannot be negative, such as variances: beyond its ends a curve would make them so.
  let positive: [Range<Int>]

  /// - Precondition: two knots or more, and rising times.
  init(_ kind: CurveKind, times: [Double], knots: [Int?], positive: [Range<Int>] = []) {
    precondition(
      times.count == knots.count && times.count > 1, "\(times.count) times of \(knots.count) knots")
    precondition(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "times that do not rise")
    self.kind = kind
    self.times = times
    self.knots = knots
    self.positive = positive
  }

  /// The weight of each knot at a coordinate; they sum to 1.
  func knotWeights(at time: Double) -> [Double] {
    switch kind {
    case .polychain:
      // Beyond the ends the first and the last piece go on.
      let piece = max(0, min(times.count - 2, (times.lastIndex { $0 <= time } ?? 0)))
      let share = (time - times[piece]) / (times[piece + 1] - times[piece])
      var weights = [Double](repeating: 0, count: times.count)
      weights[piece] = 1 - share
      weights[piece + 1] = share
      return weights
    case .bezier:
      let first = times[0]
      return kind.weights(at: (time - first) / ((times.last ?? 1) - first), knots: times.count)
    }
  }

  /// Weights of the directions at a coordinate.
  func weights(at time: Double, directions: Int) -> [Double] {
    var result = [Double](repeating: 0, count: directions)
    for (weight, knot) in zip(knotWeights(at: time), knots) {
      if let knot { result[knot] += weight }
    }
    return result
  }
}
