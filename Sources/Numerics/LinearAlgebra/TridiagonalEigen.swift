import Glibc

/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix, such as Lanczos' method makes.
///
/// Implicit QL steps with Wilkinson's shift (Dubrulle, Martin & Wilkinson 1968, doi:10.1007/BF02161360). Each eigenvalue takes
/// about two steps, each step n rotations of two vectors. Eigenvalues are accurate to a few units of rounding of the largest
/// magnitude.
package struct TridiagonalEigen: Sendable {
  /// In falling order.
  package let values: [Double]
  /// Orthonormal; vector k takes the numbers from `k · n`.
  package let vectors: [Double]
  /// QL steps, and the largest magnitude beside the diagonal that was taken for zero.
  package let convergence: Convergence

  /// Steps that one eigenvalue may take.
  private static let stepLimit = 60

  /// - Parameters:
  ///   - diagonal: n finite numbers.
  ///   - offDiagonal: the n − 1 finite numbers beside it.
  package init(diagonal: [Double], offDiagonal: [Double]) {
    let n = diagonal.count
    precondition(
      offDiagonal.count == max(n - 1, 0), "\(offDiagonal.count) numbers beside a diagonal of \(n)")
    var (d, e) = (diagonal, offDiagonal + [0])
    var z = (0..<n * n).map { $0 % (n + 1) == 0 ? 1.0 : 0 }
    var (steps, residual, converged) = (0, 0.0, true)
    z.withUnsafeMutableBufferPointer { z in
      guard let z = z.baseAddress else { return }
      for l in 0..<n {
        var ownSteps = 0
        while true {
          let m = (l..<n).first { Self.isNegligible(e[$0], d, at: $0) } ?? n - 1
          guard m > l, ownSteps < Self.stepLimit else {
            converged = converged && m == l
            break
          }
          ownSteps += 1
          Self.step(&d, &e, z, from: l, to: m)
        }
        steps += ownSteps
        residual = max(residual, abs(e[l]))
      }
    }
    let order = (0..<n).sorted { d[$0] > d[$1] }
    values = order.map { d[$0] }
    vectors = order.flatMap { z[$0 * n..<($0 + 1) * n] }
    convergence = Convergence(iterations: steps, residual: residual, converged: converged)
  }

  /// Whether the number below diagonal entry `k` is zero up to rounding; the last always is.
  private static func isNegligible(_ e: Double, _ d: [Double], at k: Int) -> Bool {
    k == d.count - 1 || abs(e) <= Double.ulpOfOne / 2 * (abs(d[k]) + abs(d[k + 1]))
  }

  /// One QL step on rows l to m, which no zero separates.
  private static func step(
    _ d: inout [Double], _ e: inout [Double], _ z: UnsafeMutablePointer<Double>, from l: Int, to m: Int
  ) {
    let n = d.count
    // The eigenvalue of the leading 2 × 2 block that is closer to its first entry.
    let half = (d[l + 1] - d[l]) / (2 * e[l])
    let root = hypot(half, 1)
    var g = d[m] - d[l] + e[l] / (half + (half < 0 ? -root : root))
    var (s, c, p) = (1.0, 1.0, 0.0)
    for i in stride(from: m - 1, through: l, by: -1) {
      let (f, b) = (s * e[i], c * e[i])
      let r = hypot(f, g)
      e[i + 1] = r
      guard r > 0 else {
        // The matrix falls apart here; the step ends early.
        d[i + 1] -= p
        e[m] = 0
        return
      }
      (s, c) = (f / r, g / r)
      g = d[i + 1] - p
      let turned = (d[i] - g) * s + 2 * c * b
      p = s * turned
      d[i + 1] = g + p
      g = c * turned - b
      // (zᵢ, zᵢ₊₁) ← (c zᵢ − s zᵢ₊₁, s zᵢ + c zᵢ₊₁)
      VectorLoops.rotate(z + i * n, z + (i + 1) * n, cosine: c, sine: s, n)
    }
    d[l] -= p
    e[l] = g
    e[m] = 0
  }
}
