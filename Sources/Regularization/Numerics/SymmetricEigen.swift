import Numerics

/// Eigenvalues and eigenvectors of a positive semidefinite matrix by one-sided Jacobi rotations.
///
/// Columns of G are rotated in pairs until they are orthogonal; then each is its eigenvalue times its
/// eigenvector (Hestenes 1958, doi:10.1137/0106005). Sweeps converge quadratically.
struct SymmetricEigen {
  /// In falling order.
  let values: [Double]
  /// Vector k takes the numbers from `k · n`; zero where the eigenvalue is.
  let vectors: [Double]
  let convergence: Convergence

  /// - Parameter matrix: n × n numbers, either way round.
  init(_ matrix: [Double], order n: Int) {
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
