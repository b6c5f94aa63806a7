import Numerics

/// The Cholesky factor `L Lᵀ` of a Gram matrix to which columns are added, and from which they are taken,
/// one at a time.
///
/// Adding costs a triangular solve, removing a sweep of Givens rotations: both quadratic in the number of
/// columns.
struct ActiveFactor {
  /// Rows of L, each as long as its number plus one.
  private var rows: [[Double]] = []

  var count: Int { rows.count }

  /// Appends a column.
  ///
  /// - Parameters:
  ///   - products: scalar products with the columns that are there, in their order.
  ///   - square: the new column's own.
  /// - Returns: false, and no change, when it is a combination of the others up to rounding.
  mutating func append(products: [Double], square: Double) -> Bool {
    let row = forward(products)
    let rest = square - row.reduce(0) { $0 + $1 * $1 }
    guard rest > 1e-12 * square, square > 0 else { return false }
    rows.append(row + [rest.squareRoot()])
    return true
  }

  /// Removes the column of that number.
  mutating func remove(_ index: Int) {
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
  func forward(_ b: [Double]) -> [Double] {
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
  func lastForward(_ z: [Double], _ b: Double) -> Double {
    guard let row = rows.last else { return 0 }
    var sum = 0.0
    for k in z.indices { sum += row[k] * z[k] }
    return (b - sum) / row[z.count]
  }

  /// `L⁻ᵀ z`.
  func backward(_ z: [Double]) -> [Double] {
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
