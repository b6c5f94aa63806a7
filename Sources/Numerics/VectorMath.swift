/// Sums over vectors of `Float`, accumulated in `Double` in a fixed order.
///
/// Eight lanes are summed separately and then combined, so the result depends on the data alone: not on
/// threads, alignment or the optimizer. The relative rounding error is below `n·2⁻⁵³` for terms of one sign.
package enum VectorMath {
  /// `Σ xᵢ yᵢ`; both vectors have the same length.
  package static func dot(_ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>) -> Double {
    precondition(x.count == y.count, "dot product of \(x.count) and \(y.count) numbers")
    guard let p = x.baseAddress, let q = y.baseAddress else { return 0 }
    var lanes = SIMD8<Double>()
    let whole = x.count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      let a = UnsafeRawPointer(p + i).loadUnaligned(as: SIMD8<Float>.self)
      let b = UnsafeRawPointer(q + i).loadUnaligned(as: SIMD8<Float>.self)
      lanes += SIMD8<Double>(a) * SIMD8<Double>(b)
    }
    var sum = lanes.sum()
    for i in whole..<x.count { sum += Double(p[i]) * Double(q[i]) }
    return sum
  }

  /// Euclidean norm `√Σ xᵢ²`.
  package static func norm(_ x: UnsafeBufferPointer<Float>) -> Double {
    dot(x, x).squareRoot()
  }

  /// `result ← x + α·u + β·v`, one rounding per operation; all vectors have the same length.
  package static func combine(
    _ x: UnsafeBufferPointer<Float>, _ alpha: Float, _ u: UnsafeBufferPointer<Float>, _ beta: Float,
    _ v: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      x.count == u.count && u.count == v.count && v.count == result.count,
      "vectors of \(x.count), \(u.count), \(v.count) and \(result.count) numbers")
    guard let x = x.baseAddress, let u = u.baseAddress, let v = v.baseAddress,
      let target = result.baseAddress
    else { return }
    for i in 0..<result.count { target[i] = x[i] + alpha * u[i] + beta * v[i] }
  }
}
