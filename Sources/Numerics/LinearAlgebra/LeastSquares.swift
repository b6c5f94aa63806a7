/// The coefficients `c` for which `‖y − Σₖ cₖ xₖ‖` is smallest: coordinates of a vector in the span of a few others.
///
/// The vectors are long and few: their scalar products are formed in `Double`, and the normal equations solved by Cholesky's
/// method, so that the relative error of the coefficients grows with the square of the condition number.
package struct LeastSquares: Sendable {
  /// One per column; 0 for a dependent one.
  package let coefficients: [Double]
  /// Columns that are a combination of those before them, up to rounding.
  package let dependentColumns: [Int]
  /// `‖y − Σₖ cₖ xₖ‖`, from the difference itself.
  package let residual: Double

  /// - Parameters:
  ///   - columns: the vectors `xₖ`.
  ///   - target: `y`, as long as each of them.
  package init(columns: [UnsafeBufferPointer<Float>], target: UnsafeBufferPointer<Float>) {
    var factor = CholeskyFactor()
    var (independent, dependent): ([Int], [Int]) = ([], [])
    for (k, column) in columns.enumerated() {
      let products = independent.map { VectorMath.dot(columns[$0], column) }
      if factor.append(products: products, square: VectorMath.dot(column, column)) {
        independent.append(k)
      } else {
        dependent.append(k)
      }
    }
    let solution = factor.solve(independent.map { VectorMath.dot(columns[$0], target) })
    var coefficients = [Double](repeating: 0, count: columns.count)
    for (k, coefficient) in zip(independent, solution) { coefficients[k] = coefficient }
    self.coefficients = coefficients
    dependentColumns = dependent
    var difference = target.map(Double.init)
    residual = difference.withUnsafeMutableBufferPointer { difference in
      for (column, coefficient) in zip(columns, coefficients) {
        VectorMath.accumulate(column, weight: -coefficient, into: difference)
      }
      guard let first = difference.baseAddress else { return 0 }
      return VectorLoops.dotInOrder(first, first, difference.count).squareRoot()
    }
  }
}
