import Glibc
import Regularization

/// A path of coefficients, sampled densely enough to be drawn as lines against any abscissa.
///
/// Between the knots of the lasso coefficients are linear in λ, and the explained deviance is linear in λ² (its derivative
/// is `2λ d‖β‖₁/dλ` on standardized columns), so the samples there are exact, too.
struct CoefficientTrace: Sendable {
  /// The path at one strength.
  struct Sample: Hashable, Sendable {
    let strength: Double
    /// As drawn: times the scale of each column.
    let coefficients: [Double]
    let devianceShare: Double
    let degreesOfFreedom: Double

    var norm: Double { coefficients.reduce(0) { $0 + abs($1) } }
  }

  /// By falling strength.
  let samples: [Sample]
  /// Whether degrees of freedom are numbers of active coefficients, constant between samples.
  let isStepwise: Bool

  /// Strengths evenly spaced in the logarithm that are taken besides the knots.
  private static let count = 240

  /// - Parameters:
  ///   - path: points by falling strength.
  ///   - scales: what each coefficient is multiplied by to be drawn.
  ///   - isExact: whether the points are knots between which the path is linear.
  ///   - least: the smallest strength of interest besides 0.
  init(_ path: CoefficientPath, scales: [Double], isExact: Bool, downTo least: Double) {
    isStepwise = isExact
    let knots = path.points.map { point in
      Sample(
        strength: point.strength, coefficients: zip(point.coefficients, scales).map(*),
        devianceShare: point.devianceShare, degreesOfFreedom: point.degreesOfFreedom)
    }
    guard isExact, let top = knots.first?.strength, top > least, least > 0 else {
      samples = knots
      return
    }
    let between = (1..<Self.count).map { top * pow(least / top, Double($0) / Double(Self.count - 1)) }
    var result: [Sample] = []
    var rest = between[...]
    for (index, knot) in knots.enumerated() {
      result.append(knot)
      guard index + 1 < knots.count else { break }
      rest = rest.drop { $0 >= knot.strength }
      while let strength = rest.first, strength > knots[index + 1].strength {
        result.append(Self.sample(at: strength, between: knot, and: knots[index + 1]))
        rest = rest.dropFirst()
      }
    }
    samples = result
  }

  private static func sample(at strength: Double, between high: Sample, and low: Sample) -> Sample {
    let share = (strength - low.strength) / (high.strength - low.strength)
    let square =
      (strength * strength - low.strength * low.strength)
      / (high.strength * high.strength - low.strength * low.strength)
    let coefficients = zip(low.coefficients, high.coefficients).map { $0 + share * ($1 - $0) }
    return Sample(
      strength: strength, coefficients: coefficients,
      devianceShare: low.devianceShare + square * (high.devianceShare - low.devianceShare),
      degreesOfFreedom: Double(coefficients.count { $0 != 0 }))
  }

  /// Degrees of freedom at a place of the abscissa; nil outside of the path.
  func degreesOfFreedom(at place: Double, of abscissa: CoefficientPathChart.Abscissa) -> Double? {
    let places = samples.map { abscissa.place($0) }
    for index in samples.indices.dropLast() {
      let (start, end) = (places[index], places[index + 1])
      guard min(start, end) <= place, place <= max(start, end), start != end else { continue }
      let (a, b) = (samples[index], samples[index + 1])
      if isStepwise {
        if place == start { return a.degreesOfFreedom }
        if place == end { return b.degreesOfFreedom }
        return Double(zip(a.coefficients, b.coefficients).count { $0 != 0 || $1 != 0 })
      }
      guard start.isFinite, end.isFinite else { continue }
      return a.degreesOfFreedom
        + (place - start) / (end - start) * (b.degreesOfFreedom - a.degreesOfFreedom)
    }
    return nil
  }
}
