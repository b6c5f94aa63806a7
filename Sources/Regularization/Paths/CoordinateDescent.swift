import Numerics

/// Minimizes `½‖y − Xβ‖² + κ‖β‖₁ + (μ/2)‖β‖²` from where it last stood.
struct CoordinateDescent {
  private let problem: StandardizedRegression
  private var gram: GramColumns
  private var diagonal: [Double]
  private(set) var coefficients: [Double]
  /// `Xᵀ(y − Xβ)`.
  private var correlations: [Double]
  /// κ.
  var linear = 0.0
  /// μ.
  var square = 0.0

  init(_ problem: StandardizedRegression) {
    self.problem = problem
    gram = GramColumns(problem)
    coefficients = Array(repeating: 0, count: problem.columns)
    correlations = problem.correlations
    let n = problem.rows
    diagonal = problem.values.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return [] }
      return (0..<problem.columns).map { VectorLoops.dot(x + $0 * n, x + $0 * n, n) }
    }
  }

  /// `‖y‖² − ‖y − Xβ‖²`.
  var explained: Double {
    var sum = 0.0
    for (j, beta) in coefficients.enumerated() {
      sum += beta * (problem.correlations[j] + correlations[j])
    }
    return sum
  }

  /// Sweeps until the duality gap is at most the tolerance, in units of the criterion.
  ///
  /// A gap says little of single coefficients: their error is of the order of its root. So where they are few, the active
  /// ones are then solved for directly, and equal columns get equal coefficients up to rounding.
  mutating func solve(tolerance: Double, sweepLimit: Int) -> Convergence {
    var gap = self.gap
    var (sweeps, nextDirect) = (0, 64)
    while gap > tolerance, sweeps < sweepLimit {
      sweep()
      sweeps += 1
      gap = self.gap
      if sweeps == nextDirect, gap > tolerance {
        nextDirect *= 2
        solveDirectly()
        gap = self.gap
      }
    }
    if gap <= tolerance { gap = polish(gap) }
    return Convergence(iterations: sweeps, residual: gap, converged: gap <= tolerance)
  }

  /// The most active coefficients that are solved for at the end of every strength.
  private static let polishLimit = 256

  /// Solves directly for the active coefficients, unless that makes the gap larger; returns the gap.
  private mutating func polish(_ gap: Double) -> Double {
    let count = coefficients.count { $0 != 0 }
    guard square > 0, count > 0, count <= Self.polishLimit else { return gap }
    let (before, beforeCorrelations) = (coefficients, correlations)
    solveDirectly()
    let polished = self.gap
    if polished <= gap { return polished }
    (coefficients, correlations) = (before, beforeCorrelations)
    return gap
  }

  private mutating func sweep() {
    let p = problem.columns
    for j in 0..<p {
      let old = coefficients[j]
      if old == 0, abs(correlations[j]) <= linear { continue }
      let (a, curvature) = (diagonal[j], diagonal[j] + square)
      guard a > 0 else { continue }
      let pull = correlations[j] + a * old
      let new = pull.softThresholded(by: linear) / curvature
      guard new != old else { continue }
      coefficients[j] = new
      let offset = gram.prepare(j, problem)
      _ = gram.withColumns { g in
        correlations.withUnsafeMutableBufferPointer { c in
          if let c = c.baseAddress { VectorLoops.add(old - new, g + offset, to: c, p) }
        }
      }
    }
  }

  /// Primal minus dual value, summed from terms that are never negative, so that it is accurate however
  /// small.
  ///
  /// Two dual points are tried: the residual itself, allowed wherever there is a square term, and the
  /// residual (of the problem with the square term as further rows) scaled until no correlation exceeds κ.
  var gap: Double {
    var (unscaled, largest, betaSquare) = (0.0, 0.0, 0.0)
    for (j, beta) in coefficients.enumerated() {
      let c = correlations[j]
      let excess = max(abs(c) - linear, 0)
      unscaled += linear * abs(beta) - beta * c + square / 2 * beta * beta
      if excess > 0 { unscaled += excess * excess / (2 * square) }
      largest = max(largest, abs(c - square * beta))
      betaSquare += beta * beta
    }
    let scale = largest > linear ? linear / largest : 1
    var scaled = 0.0
    if scale < 1 {
      let residual = max(problem.responseSquare - explained, 0) + square * betaSquare
      scaled = 0.5 * residual * (1 - scale) * (1 - scale)
    }
    for (j, beta) in coefficients.enumerated() where beta != 0 {
      scaled += linear * abs(beta) - scale * beta * (correlations[j] - square * beta)
    }
    return max(0, unscaled.isNaN ? scaled : min(unscaled, scaled))
  }

  /// Solves the linear equations of the active coefficients; kept only where all signs stay.
  private mutating func solveDirectly() {
    let active = coefficients.indices.filter { coefficients[$0] != 0 }
    var factor = CholeskyFactor()
    for (k, column) in active.enumerated() {
      let offset = gram.prepare(column, problem)
      let products = gram.withColumns { g in active[..<k].map { g[offset + $0] } } ?? []
      guard factor.append(products: products, square: diagonal[column] + square) else { return }
    }
    let right = active.map { problem.correlations[$0] - (coefficients[$0] < 0 ? -linear : linear) }
    let solution = factor.solve(right)
    guard zip(active, solution).allSatisfy({ coefficients[$0] * $1 > 0 }) else { return }
    for (column, value) in zip(active, solution) { coefficients[column] = value }
    refreshCorrelations()
  }

  private mutating func refreshCorrelations() {
    let p = problem.columns
    correlations = problem.correlations
    for (column, beta) in coefficients.enumerated() where beta != 0 {
      let offset = gram.prepare(column, problem)
      _ = gram.withColumns { g in
        correlations.withUnsafeMutableBufferPointer { c in
          if let c = c.baseAddress { VectorLoops.add(-beta, g + offset, to: c, p) }
        }
      }
    }
  }

  /// `tr G(G + μI)⁻¹` over the active columns: their number without a square term.
  var degreesOfFreedom: Double {
    mutating get {
      let active = coefficients.indices.filter { coefficients[$0] != 0 }
      guard square > 0, !active.isEmpty else { return Double(active.count) }
      var factor = CholeskyFactor()
      for (k, column) in active.enumerated() {
        let offset = gram.prepare(column, problem)
        let products = gram.withColumns { g in active[..<k].map { g[offset + $0] } } ?? []
        _ = factor.append(products: products, square: diagonal[column] + square)
      }
      // |A| − μ tr (G + μI)⁻¹, whose trace is the squared norm of L⁻¹.
      var trace = 0.0
      for k in 0..<factor.count {
        var unit = [Double](repeating: 0, count: factor.count)
        unit[k] = 1
        trace += factor.forward(unit).reduce(0) { $0 + $1 * $1 }
      }
      return Double(active.count) - square * trace
    }
  }
}
