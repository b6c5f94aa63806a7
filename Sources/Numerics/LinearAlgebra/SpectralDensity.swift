import Glibc

/// The density of a symmetric matrix's eigenvalues, estimated by stochastic Lanczos quadrature, with standard errors.
///
/// From a random start, the Ritz values with the squares of the first coordinates of their vectors are a quadrature rule for the
/// start's share in each eigenvalue. The mean over starts is the density, each value widened to a normal distribution
/// (Ghorbani, Krishnan & Xiao 2019, arXiv:1901.10159, §2.2).
package struct SpectralDensity: Hashable, Sendable {
  /// Eigenvalues at which the density is given, evenly spaced.
  package let values: [Double]
  /// The share of eigenvalues per unit.
  package let density: [Double]
  /// Standard error of each density over the starts.
  package let error: [Double]
  /// Standard deviation of the normal distributions.
  package let width: Double

  /// The density from the quadrature rules of several starts.
  ///
  /// It reaches four widths beyond the outermost values. The width is a hundredth of their range, or, where all are
  /// equal, of their magnitude.
  ///
  /// - Parameters:
  ///   - rules: of at least two starts, drawn independently.
  ///   - points: how many values the density is given at.
  package init(_ rules: [RitzValues], points: Int = 401) {
    precondition(rules.count > 1 && points > 1, "\(rules.count) rules at \(points) points")
    let upper = rules.map { $0.values[0] }.max() ?? 0
    let lower = rules.map { $0.values[$0.values.count - 1] }.min() ?? 0
    let span = upper > lower ? upper - lower : max(abs(upper), .leastNormalMagnitude * 1e6)
    let width = max(span, 1e-6 * max(abs(upper), abs(lower))) / 100
    let (first, last) = (lower - 4 * width, upper + 4 * width)
    let values = (0..<points).map { first + (last - first) * Double($0) / Double(points - 1) }
    let each = rules.map { rule in values.map { Self.density(of: rule, at: $0, width) } }
    var (means, errors): ([Double], [Double]) = ([], [])
    for index in values.indices {
      var sum = MomentSum()
      for densities in each { sum.add(densities[index]) }
      means.append(sum.mean)
      errors.append((sum.unbiasedVariance / Double(rules.count)).squareRoot())
    }
    (self.values, density, error, self.width) = (values, means, errors, width)
  }

  private static func density(of rule: RitzValues, at value: Double, _ width: Double) -> Double {
    let scale = 1 / (width * (2 * Double.pi).squareRoot())
    var sum = 0.0
    for (node, weight) in zip(rule.values, rule.weights) {
      let distance = (value - node) / width
      sum += weight * exp(-distance * distance / 2)
    }
    return scale * sum
  }
}
