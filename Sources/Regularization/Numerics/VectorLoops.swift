/// The inner loops over long vectors, without bounds checks; callers see to the lengths.
///
/// Sums run in lanes of a fixed number and order, so the result depends on the data alone.
enum VectorLoops {
  typealias Pointer = UnsafePointer<Double>
  typealias Target = UnsafeMutablePointer<Double>
  private typealias Lanes = SIMD2<Double>

  @inline(__always)
  private static func load(_ p: Pointer, _ i: Int) -> Lanes {
    UnsafeRawPointer(p + i).loadUnaligned(as: Lanes.self)
  }

  /// `Σ xᵢ yᵢ`.
  static func dot(_ x: Pointer, _ y: Pointer, _ count: Int) -> Double {
    var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
    let whole = count & ~7
    var i = 0
    while i < whole {
      a += load(x, i) * load(y, i)
      b += load(x, i + 2) * load(y, i + 2)
      c += load(x, i + 4) * load(y, i + 4)
      d += load(x, i + 6) * load(y, i + 6)
      i += 8
    }
    var sum = ((a + b) + (c + d)).sum()
    while i < count {
      sum += x[i] * y[i]
      i += 1
    }
    return sum
  }

  /// `Σ xᵢ`.
  static func sum(_ x: Pointer, _ count: Int) -> Double {
    var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
    let whole = count & ~7
    var i = 0
    while i < whole {
      a += load(x, i)
      b += load(x, i + 2)
      c += load(x, i + 4)
      d += load(x, i + 6)
      i += 8
    }
    var sum = ((a + b) + (c + d)).sum()
    while i < count {
      sum += x[i]
      i += 1
    }
    return sum
  }

  /// `x ← x + s`.
  static func shift(_ x: Target, by s: Double, _ count: Int) {
    for i in 0..<count { x[i] += s }
  }

  /// `y ← y + s x`.
  static func add(_ s: Double, _ x: Pointer, to y: Target, _ count: Int) {
    for i in 0..<count { y[i] += s * x[i] }
  }

  /// `(x, y) ← (c x − s y, s x + c y)`.
  static func rotate(_ x: Target, _ y: Target, cosine c: Double, sine s: Double, _ count: Int) {
    for i in 0..<count {
      let (a, b) = (x[i], y[i])
      x[i] = c * a - s * b
      y[i] = s * a + c * b
    }
  }

  /// `u ← u + s₀x₀ + s₁x₁` and `v ← v + t₀x₀ + t₁x₁` in one pass.
  static func add(
    _ x0: Pointer, _ x1: Pointer, _ s0: Double, _ s1: Double, to u: Target, _ t0: Double,
    _ t1: Double,
    to v: Target, _ count: Int
  ) {
    for i in 0..<count {
      let (a, b) = (x0[i], x1[i])
      u[i] += s0 * a + s1 * b
      v[i] += t0 * a + t1 * b
    }
  }

  /// The eight products of four columns with two others over a stretch of rows, added to a table.
  ///
  /// - Parameters:
  ///   - x, y: starts of the first columns; columns are `stride` apart.
  ///   - target: element (i, j) lies at `target[i + j * leading]`.
  static func addProducts(
    _ x: Pointer, _ y: Pointer, stride: Int, count: Int, to target: Target, leading: Int
  ) {
    let (x0, x1, x2, x3) = (x, x + stride, x + 2 * stride, x + 3 * stride)
    let (y0, y1) = (y, y + stride)
    var (a0, a1, a2, a3) = (Lanes(), Lanes(), Lanes(), Lanes())
    var (b0, b1, b2, b3) = (Lanes(), Lanes(), Lanes(), Lanes())
    let whole = count & ~1
    var i = 0
    while i < whole {
      let (u, v) = (load(y0, i), load(y1, i))
      let (p, q, r, s) = (load(x0, i), load(x1, i), load(x2, i), load(x3, i))
      a0 += p * u
      b0 += p * v
      a1 += q * u
      b1 += q * v
      a2 += r * u
      b2 += r * v
      a3 += s * u
      b3 += s * v
      i += 2
    }
    var first = SIMD4(a0.sum(), a1.sum(), a2.sum(), a3.sum())
    var second = SIMD4(b0.sum(), b1.sum(), b2.sum(), b3.sum())
    if i < count {
      let rows = SIMD4(x0[i], x1[i], x2[i], x3[i])
      first += rows * y0[i]
      second += rows * y1[i]
    }
    for k in 0..<4 {
      target[k] += first[k]
      target[k + leading] += second[k]
    }
  }
}
