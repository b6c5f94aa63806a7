/// How a curve runs between its knots, which are equally far apart in its coordinate, 0 to 1.
package enum CurveKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// Straight pieces.
  case polychain
  /// A Bézier curve with the knots as control points: it begins at the first and ends at the last one.
  case bezier

  /// The weight of each knot at a coordinate; they sum to 1.
  ///
  /// - Parameter knots: how many there are, at least 2.
  package func weights(at place: Double, knots: Int) -> [Double] {
    switch self {
    case .polychain:
      // Beyond the ends the first and the last piece go on.
      let piece = max(0, min(knots - 2, Int((place * Double(knots - 1)).rounded(.down))))
      let share = place * Double(knots - 1) - Double(piece)
      return (0..<knots).map { $0 == piece ? 1 - share : $0 == piece + 1 ? share : 0 }
    case .bezier:
      // Bernstein's polynomials by de Casteljau's recurrence.
      var weights = [1.0]
      while weights.count < knots {
        weights = (0...weights.count).map { index in
          (index < weights.count ? (1 - place) * weights[index] : 0)
            + (index > 0 ? place * weights[index - 1] : 0)
        }
      }
      return weights
    }
  }
}
