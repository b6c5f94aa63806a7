/// The sums that version 0.2 formed in Swift, whose bits results depend on.
enum LaneOrder {
  /// Eight lanes, added as `SIMD8.sum()` does, then what eight does not divide.
  static func sum(_ count: Int, _ term: (Int) -> Double) -> Double {
    var lanes = SIMD8<Double>()
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      for lane in 0..<8 { lanes[lane] += term(i + lane) }
    }
    return (whole..<count).reduce(lanes.sum()) { $0 + term($1) }
  }

  /// Four registers of two numbers each, added in pairs.
  static func pairedSum(_ count: Int, _ term: (Int) -> Double) -> Double {
    var (a, b, c, d) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      a += SIMD2(term(i), term(i + 1))
      b += SIMD2(term(i + 2), term(i + 3))
      c += SIMD2(term(i + 4), term(i + 5))
      d += SIMD2(term(i + 6), term(i + 7))
    }
    return (whole..<count).reduce(((a + b) + (c + d)).sum()) { $0 + term($1) }
  }
}
