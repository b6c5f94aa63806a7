import CVectorLoops

/// Loops over vectors of `Float`; sums are accumulated in `Double` in a fixed order.
///
/// The processor's widest instructions do the work, and all of them give the same bits. Eight lanes are summed separately
/// and then combined, so the result depends on the data alone: not on threads, alignment, the optimizer or the processor.
/// The relative rounding error is below `n·2⁻⁵³` for terms of one sign.
package enum VectorMath {
  // MARK: Sums

  /// `Σ xᵢ yᵢ`; both vectors have the same length.
  package static func dot(_ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>) -> Double {
    precondition(x.count == y.count, "dot product of \(x.count) and \(y.count) numbers")
    guard let p = x.baseAddress, let q = y.baseAddress else { return 0 }
    return vl_dot(p, q, x.count)
  }

  /// Euclidean norm `√Σ xᵢ²`.
  package static func norm(_ x: UnsafeBufferPointer<Float>) -> Double {
    dot(x, x).squareRoot()
  }

  /// `Σ xᵢ`.
  package static func sum(_ x: UnsafeBufferPointer<Float>) -> Double {
    x.baseAddress.map { vl_sum($0, x.count) } ?? 0
  }

  /// `Σ (xᵢ − centre)²`.
  package static func squaredDeviations(_ x: UnsafeBufferPointer<Float>, from centre: Double) -> Double {
    x.baseAddress.map { vl_squared_deviations($0, centre, x.count) } ?? 0
  }

  /// True when no number is infinite or NaN; raises no arithmetic exception.
  package static func isFinite(_ x: UnsafeBufferPointer<Float>) -> Bool {
    x.baseAddress.map { vl_is_finite($0, x.count) } ?? true
  }

  // MARK: Combinations

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
    vl_combine(target, x, alpha, u, beta, v, result.count)
  }

  /// `result ← x + Σₖ cₖ·dₖ`, added in the order of the directions with one rounding per operation; `x` where there are none.
  ///
  /// Two directions give the bits of `combine(_:_:_:_:_:into:)`. The result is none of the directions; it may be `x`.
  package static func combine(
    _ x: UnsafeBufferPointer<Float>, _ coefficients: [Float], _ directions: [UnsafeBufferPointer<Float>],
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      coefficients.count == directions.count, "\(coefficients.count) of \(directions.count) coefficients")
    precondition(
      x.count == result.count && directions.allSatisfy { $0.count == x.count },
      "vectors of \(x.count), \(directions.map(\.count)) and \(result.count) numbers")
    guard let x = x.baseAddress, let target = result.baseAddress else { return }
    // Stretches that stay in the first cache while all directions are added.
    let stretch = 4096
    for start in stride(from: 0, to: result.count, by: stretch) {
      let count = min(stretch, result.count - start)
      if x != target { (target + start).update(from: x + start, count: count) }
      for (coefficient, direction) in zip(coefficients, directions) {
        if let d = direction.baseAddress { vl_add_multiple(target + start, coefficient, d + start, count) }
      }
    }
  }

  /// `x ← factor·x`.
  package static func scale(_ x: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    guard let x0 = x.baseAddress else { return }
    vl_scale(x0, factor, x0, x.count)
  }

  /// `result[r, i] ← factors[r]·x[r, i]` for rows of equal length, row-major; the result may be `x`.
  package static func scaleRows(
    _ x: UnsafeBufferPointer<Float>, by factors: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(x.count == result.count, "\(x.count) numbers into \(result.count)")
    guard let x0 = x.baseAddress, let target = result.baseAddress else { return }
    precondition(
      !factors.isEmpty && x.count % factors.count == 0, "\(x.count) numbers in \(factors.count) rows")
    let length = x.count / factors.count
    for row in factors.indices { vl_scale(target + row * length, factors[row], x0 + row * length, length) }
  }

  /// `result ← a·x + b·y + k`, rounded as `(a·x + k) + b·y`, or `a·x + k` without `y`; the result may be `x` or `y`.
  package static func affine(
    _ a: Float, _ x: UnsafeBufferPointer<Float>, _ b: Float = 0, _ y: UnsafeBufferPointer<Float>? = nil,
    plus k: Float, into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      x.count == result.count && (y?.count ?? x.count) == x.count,
      "vectors of \(x.count), \(y?.count ?? x.count) and \(result.count) numbers")
    guard let x0 = x.baseAddress, let target = result.baseAddress else { return }
    vl_affine(target, a, x0, b, y?.baseAddress, k, x.count)
  }

  /// `result ← x ∘ y`, element by element; all vectors have the same length, and the result may be `x` or `y`.
  package static func multiply(
    _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      x.count == y.count && y.count == result.count, "vectors of \(x.count), \(y.count) and \(result.count)")
    guard let x0 = x.baseAddress, let y0 = y.baseAddress, let target = result.baseAddress else { return }
    vl_multiply(target, x0, y0, x.count)
  }

  // MARK: Rows

  /// `result ← γ (x − μ)/√(σ² + ε) + β` row by row, with statistics in `Double`; without `centres` μ counts as 0.
  ///
  /// The result may be `x`. From pointers and without bounds checks: γ and β have `width` numbers, and are 1 and 0 where nil; β
  /// needs γ.
  package static func normalizeRows(
    _ x: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?, centres: Bool,
    epsilon: Double, rows: Int, width: Int, into result: UnsafeMutablePointer<Float>
  ) {
    vl_normalize_rows(result, x, scale, shift, centres, epsilon, rows, width)
  }

  /// `result ← a·x + k` by column, and 0 in place of what is below with `rectifies`.
  ///
  /// From pointers and without bounds checks.
  ///
  /// - Parameter stride: from one row of the result to the next.
  package static func affineRows(
    _ x: UnsafePointer<Float>, _ a: UnsafePointer<Float>, plus k: UnsafePointer<Float>, rectifies: Bool,
    rows: Int,
    width: Int, into result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    vl_affine_rows(result, stride, x, a, k, rectifies, rows, width)
  }

  /// Rows times factors, as columns: number `i` of row `r` goes to `result[places[i] + r]`.
  ///
  /// From pointers and without bounds checks.
  ///
  /// - Parameter rows: at most 16.
  package static func placeRows(
    _ x: UnsafePointer<Float>, by factors: UnsafePointer<Float>, rows: Int, count: Int,
    places: UnsafePointer<Int64>, into result: UnsafeMutablePointer<Float>
  ) {
    vl_place_rows(result, places, x, factors, rows, count)
  }

  // MARK: Exponentials

  /// `result ← softmax(scale·x + mask)` of a row's first `seen` numbers, and 0 for the rest; each within 3 ulp.
  ///
  /// The result may be `x`. From pointers and without bounds checks: rows, and the mask where there is one, have `count` numbers.
  package static func softmax(
    _ x: UnsafePointer<Float>, scale: Float, mask: UnsafePointer<Float>?, seen: Int, count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    vl_softmax(result, x, scale, mask, seen, count)
  }

  /// The largest number, where none is NaN.
  package static func largest(_ x: UnsafePointer<Float>, count: Int) -> Float { vl_largest(x, count) }

  /// `Σ exp(xᵢ − shift)` in `Double` for a shift that no number exceeds; terms below 10⁻³⁰⁷ count as 0.
  package static func sumOfExponentials(_ x: UnsafePointer<Float>, shift: Double, count: Int) -> Double {
    vl_sum_exponentials(x, shift, count)
  }

  /// `result ← exp(x − shift)` in the same way; returns the sum.
  package static func exponentials(
    _ x: UnsafePointer<Float>, shift: Double, count: Int, into result: UnsafeMutablePointer<Double>
  ) -> Double {
    vl_exponentials(result, x, shift, count)
  }

  // MARK: Bits

  /// True when adding `addend` to the bits of some word of eight bytes that are in `mask` carries into a bit that is not.
  ///
  /// What is left of the last word is filled up with zeros.
  package static func carries(_ bytes: UnsafeRawBufferPointer, mask: UInt64, addend: UInt64) -> Bool {
    bytes.baseAddress.map { vl_carries($0, mask, addend, bytes.count) } ?? false
  }

  // MARK: Sums of vectors

  /// `sums ← sums + weight·x`, in `Double`; both have the same length.
  package static func accumulate(
    _ x: UnsafeBufferPointer<Float>, weight: Double, into sums: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(x.count == sums.count, "\(x.count) numbers into \(sums.count) sums")
    guard let x0 = x.baseAddress, let sums0 = sums.baseAddress else { return }
    vl_accumulate(sums0, weight, x0, x.count)
  }

  /// `result ← sums/divisor`, divided in `Double`, then rounded; both have the same length.
  package static func divide(
    _ sums: UnsafeBufferPointer<Double>, by divisor: Double, into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(sums.count == result.count, "\(sums.count) sums into \(result.count) numbers")
    guard let sums0 = sums.baseAddress, let target = result.baseAddress else { return }
    vl_divide(target, sums0, divisor, sums.count)
  }
}
