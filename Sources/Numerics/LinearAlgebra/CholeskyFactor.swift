/// The Cholesky factor of a positive definite matrix, `L Lᵀ`, to which rows and columns can be added, and from which they can
/// be taken, one at a time.
///
/// Adding costs a triangular solve, removing a sweep of Givens rotations: both quadratic in the order.
package struct CholeskyFactor: Sendable {
  /// Rows of L, each as long as its number plus one.
  private var rows: [[Double]] = []

  /// The order of the matrix.
  package var count: Int { rows.count }

  /// The factor of a matrix of order 0.
  package init() {}

  /// The factor of a whole matrix, row by row; nil where it is not positive definite.
  ///
  /// - Parameter lowerTriangle: rows of the matrix, of which row i has at least i + 1 entries.
  package init?(lowerTriangle matrix: [[Double]]) {
    for (i, entries) in matrix.enumerated() {
      var row: [Double] = []
      for j in 0...i {
        var sum = entries[j]
        let other = j < i ? rows[j] : row
        for k in 0..<j { sum -= row[k] * other[k] }
        guard j < i || sum > 0 else { return nil }
        row.append(j < i ? sum / other[j] : sum.squareRoot())
      }
      rows.append(row)
    }
  }

  /// `L[row, column]`, for columns up to the row.
  package subscript(row: Int, column: Int) -> Double { rows[row][column] }

  /// Appends a row and column of the matrix, or a column of X where the matrix is `XᵀX`.
  ///
  /// - Parameters:
  ///   - products: the entries beside the diagonal: scalar products with the columns that are there, in their order.
  ///   - square: the entry on the diagonal: the new column's product with itself.
  /// - Returns: false, and no change, when it is a combination of the others up to rounding.
  package mutating func append(products: [Double], square: Double) -> Bool {
    let row = forward(products)
    let rest = square - row.reduce(0) { $0 + $1 * $1 }
    guard rest > 1e-12 * square, square > 0 else { return false }
    rows.append(row + [rest.squareRoot()])
    return true
  }

  /// Removes the row and column of that index.
  package mutating func remove(_ index: Int) {
    rows.remove(at: index)
    for k in index..<rows.count {
      // Row k has an entry beyond its diagonal; turning columns k and k + 1 removes it.
      let (a, b) = (rows[k][k], rows[k][k + 1])
      let length = (a * a + b * b).squareRoot()
      let (c, s) = (a / length, b / length)
      for i in k..<rows.count {
        let (x, y) = (rows[i][k], rows[i][k + 1])
        rows[i][k] = c * x + s * y
        rows[i][k + 1] = c * y - s * x
      }
      rows[k].removeLast()
    }
  }

  /// `L⁻¹ b`.
  package func forward(_ b: [Double]) -> [Double] {
    var z = b
    for k in rows.indices {
      let sum = rows[k].withUnsafeBufferPointer { row in
        z.withUnsafeBufferPointer { z in
          guard let row = row.baseAddress, let z = z.baseAddress else { return 0.0 }
          return VectorLoops.dot(row, z, k)
        }
      }
      z[k] = (z[k] - sum) / rows[k][k]
    }
    return z
  }

  /// The entry that `forward` gets for the last column, given those of the others.
  package func lastForward(_ z: [Double], _ b: Double) -> Double {
    guard let row = rows.last else { return 0 }
    var sum = 0.0
    for k in z.indices { sum += row[k] * z[k] }
    return (b - sum) / row[z.count]
  }

  /// The solution of `L Lᵀ x = b`.
  package func solve(_ b: [Double]) -> [Double] { backward(forward(b)) }

  /// `L⁻ᵀ z`.
  package func backward(_ z: [Double]) -> [Double] {
    var x = z
    for k in rows.indices.reversed() {
      x[k] /= rows[k][k]
      let value = x[k]
      rows[k].withUnsafeBufferPointer { row in
        x.withUnsafeMutableBufferPointer { x in
          guard let row = row.baseAddress, let x = x.baseAddress else { return }
          VectorLoops.add(-value, row, to: x, k)
        }
      }
    }
    return x
  }
}
