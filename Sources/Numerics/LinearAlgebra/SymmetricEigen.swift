/// Eigenvalues and eigenvectors of a symmetric matrix by one-sided Jacobi rotations.
///
/// Columns of G are rotated in pairs until they are orthogonal; then each is its eigenvalue times its
/// eigenvector (Hestenes 1958, doi:10.1137/0106005). Sweeps converge quadratically.
package struct SymmetricEigen: Sendable {
  /// In falling order.
  package let values: [Double]
  /// Vector k takes the numbers from `k · n`.
  package let vectors: [Double]
  /// Sweeps, and the largest cosine between two columns in the last of them.
  package let convergence: Convergence

  /// Takes apart any symmetric matrix; eigenvalues are accurate to a few units of rounding of the largest magnitude.
  ///
  /// A multiple of the identity makes the matrix positive definite. Each eigenvalue is then formed from the matrix itself
  /// as the Rayleigh quotient `vᵀGv` of its vector, in which the error of the vector counts squared.
  ///
  /// - Parameter matrix: n × n finite numbers, equal to its transpose.
  package init(_ matrix: [Double], order n: Int) {
    precondition(matrix.count == n * n, "\(matrix.count) entries in a matrix of order \(n)")
    // No eigenvalue is larger than a row's sum of magnitudes (Gershgorin 1931).
    let bound = (0..<n).map { row in (0..<n).reduce(0) { $0 + abs(matrix[row * n + $1]) } }.max() ?? 0
    guard bound > 0 else {
      values = Array(repeating: 0, count: n)
      vectors = (0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 }
      convergence = .exact
      return
    }
    // Divided by the bound, so that neither squares overflow nor small ones vanish.
    var shifted = matrix.map { $0 / bound }
    for i in 0..<n { shifted[i * n + i] += 2 }
    let definite = SymmetricEigen(semidefinite: shifted, order: n)
    let quotients = (0..<n).map { k in Self.quotient(matrix, definite.vectors, k, n) }
    let order = (0..<n).sorted { quotients[$0] > quotients[$1] }
    values = order.map { quotients[$0] }
    vectors = order.flatMap { definite.vectors[$0 * n..<($0 + 1) * n] }
    convergence = definite.convergence
  }

  /// `vᵀGv` of vector k, of length one.
  private static func quotient(_ matrix: [Double], _ vectors: [Double], _ k: Int, _ n: Int) -> Double {
    matrix.withUnsafeBufferPointer { matrix in
      vectors.withUnsafeBufferPointer { vectors in
        guard let g = matrix.baseAddress, let v = vectors.baseAddress.map({ $0 + k * n }) else { return 0 }
        return (0..<n).reduce(0) { $0 + v[$1] * VectorLoops.dot(g + $1 * n, v, n) }
      }
    }
  }

  /// Takes apart a positive semidefinite matrix; small eigenvalues keep their leading digits.
  ///
  /// Eigenvalues below `n·2⁻⁵²` times the largest are 0, and their vectors are zero.
  ///
  /// - Parameter matrix: n × n numbers, equal to its transpose.
  package init(semidefinite matrix: [Double], order n: Int) {
    precondition(matrix.count == n * n, "\(matrix.count) entries in a matrix of order \(n)")
    var w = matrix
    var (sweeps, largestCosine) = (0, Double.infinity)
    w.withUnsafeMutableBufferPointer { w in
      guard let w = w.baseAddress else { return }
      while sweeps < 60, largestCosine > 1e-15 * Double(n) {
        sweeps += 1
        largestCosine = Self.sweep(w, n)
      }
    }
    var pairs: [(value: Double, start: Int)] = []
    w.withUnsafeBufferPointer { w in
      guard let w = w.baseAddress else { return }
      for k in 0..<n {
        pairs.append((VectorLoops.dot(w + k * n, w + k * n, n).squareRoot(), k * n))
      }
    }
    pairs.sort { $0.value > $1.value }
    let cutoff = (pairs.first?.value ?? 0) * Double(n) * Double.ulpOfOne
    values = pairs.map { $0.value > cutoff ? $0.value : 0 }
    vectors = pairs.flatMap { pair in
      w[pair.start..<pair.start + n].map { pair.value > cutoff ? $0 / pair.value : 0 }
    }
    convergence = Convergence(
      iterations: sweeps, residual: largestCosine, converged: largestCosine <= 1e-15 * Double(n))
  }

  /// Rotates every pair of columns once; returns the largest cosine between two of them that was found.
  private static func sweep(_ w: UnsafeMutablePointer<Double>, _ n: Int) -> Double {
    var squares = (0..<n).map { VectorLoops.dot(w + $0 * n, w + $0 * n, n) }
    let negligible = (squares.max() ?? 0) * Double.ulpOfOne * Double.ulpOfOne
    var largest = 0.0
    for i in 0..<n {
      for j in (i + 1)..<max(n, i + 1) {
        let (a, b) = (squares[i], squares[j])
        guard a > negligible, b > negligible else { continue }
        let product = VectorLoops.dot(w + i * n, w + j * n, n)
        let cosine = abs(product) / (a * b).squareRoot()
        largest = max(largest, cosine)
        guard cosine > Double.ulpOfOne else { continue }
        let ratio = (b - a) / (2 * product)
        let t = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
        let c = 1 / (1 + t * t).squareRoot()
        VectorLoops.rotate(w + i * n, w + j * n, cosine: c, sine: c * t, n)
        squares[i] = max(0, a - t * product)
        squares[j] = b + t * product
      }
    }
    return largest
  }
}
