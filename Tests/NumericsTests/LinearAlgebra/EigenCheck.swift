import Testing

/// What every decomposition of a symmetric matrix satisfies.
enum EigenCheck {
  /// Falling order, `G v = λ v`, and orthonormal vectors, up to rounding of the largest entry.
  static func expect(_ values: [Double], _ vectors: [Double], of matrix: [Double], _ n: Int) {
    #expect(values.count == n && vectors.count == n * n)
    #expect(zip(values, values.dropFirst()).allSatisfy(>=))
    let largest = matrix.map(abs).max() ?? 0
    let tolerance = 1e-15 * Double(10 * (n + 1))
    for k in 0..<n {
      let v = Array(vectors[k * n..<(k + 1) * n])
      for i in 0..<n {
        let product = (0..<n).reduce(0) { $0 + matrix[i * n + $1] * v[$1] }
        #expect(abs(product - values[k] * v[i]) <= tolerance * largest)
      }
      for other in 0...k {
        let product = (0..<n).reduce(0) { $0 + v[$1] * vectors[other * n + $1] }
        #expect(abs(product - (other == k ? 1 : 0)) <= tolerance)
      }
    }
  }
}
