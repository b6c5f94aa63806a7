import Numerics

/// Ridge regression at many strengths from one eigendecomposition.
///
/// With `XᵀX = V D² Vᵀ` the coefficients are `V (D² + λ)⁻¹ Vᵀ Xᵀ y`; where there are fewer rows than
/// columns, `XXᵀ` is taken apart instead. At λ = 0 they are the least squares solution of minimum norm.
package enum RidgePath {
  /// Solves at each strength, in falling order.
  ///
  /// - Parameter convention: whether the penalty is `λ/2 ‖β‖²` or `λ‖β‖²`; with the weighting `.sum` and
  ///   the latter the strength is scikit-learn's `alpha` of `Ridge`.
  /// - Throws: `invalidParameter` for a negative or infinite strength or NaN.
  package static func path(
    _ table: RegressionTable, _ settings: RegressionSettings, convention: Penalty.SquareConvention,
    strengths: [Double]
  ) throws(RegularizationError) -> CoefficientPath {
    for strength in strengths where !(strength >= 0 && strength < .infinity) {
      throw .invalidParameter(name: "strength", value: strength)
    }
    let problem = StandardizedRegression(table, settings)
    let basis = RidgeBasis(problem)
    let factor = (convention == .halved ? 1 : 2) / problem.scale
    let points = strengths.sorted(by: >).map { strength in
      let mu = factor * strength
      let coefficients = basis.coefficients(mu)
      var explained = 0.0
      for (beta, q) in zip(coefficients, problem.correlations) {
        explained += beta * (q + mu * beta)
      }
      return problem.point(
        strength: strength, coefficients: coefficients, explained: explained,
        degreesOfFreedom: basis.degreesOfFreedom(mu), convergence: basis.eigen.convergence)
    }
    return CoefficientPath(
      penalty: .l2(convention), settings: settings, names: table.names, points: points,
      constantColumns: table.constantColumns, dependentColumns: [],
      isComplete: basis.eigen.convergence.converged)
  }
}

/// The eigenvectors of `XᵀX`, or of `XXᵀ`, with the response in their coordinates.
private struct RidgeBasis {
  let eigen: SymmetricEigen
  private let problem: StandardizedRegression
  private let isDual: Bool
  private let projections: [Double]

  init(_ problem: StandardizedRegression) {
    self.problem = problem
    let (n, p) = (problem.rows, problem.columns)
    isDual = n < p
    let right: [Double]
    if isDual {
      var kernel = [Double](repeating: 0, count: n * n)
      kernel.withUnsafeMutableBufferPointer { k in
        problem.values.withUnsafeBufferPointer { x in
          guard let k = k.baseAddress, let x = x.baseAddress else { return }
          for column in 0..<p {
            let start = x + column * n
            for row in 0..<n { VectorLoops.add(start[row], start, to: k + row * n, n) }
          }
        }
      }
      eigen = SymmetricEigen(semidefinite: kernel, order: n)
      right = problem.response
    } else {
      let gram = GramColumns(problem).table(problem)
      eigen = SymmetricEigen(semidefinite: gram, order: p)
      right = problem.correlations
    }
    let order = right.count
    let vectors = eigen.vectors
    projections = eigen.values.indices.map { k in
      var sum = 0.0
      for i in 0..<order { sum += vectors[k * order + i] * right[i] }
      return sum
    }
  }

  func coefficients(_ mu: Double) -> [Double] {
    let order = isDual ? problem.rows : problem.columns
    var combined = [Double](repeating: 0, count: order)
    for (k, value) in eigen.values.enumerated() where value > 0 {
      let weight = projections[k] / (value + mu)
      for i in 0..<order { combined[i] += weight * eigen.vectors[k * order + i] }
    }
    return isDual ? problem.products(with: combined) : combined
  }

  func degreesOfFreedom(_ mu: Double) -> Double {
    eigen.values.reduce(0) { $1 > 0 ? $0 + $1 / ($1 + mu) : $0 }
  }
}
