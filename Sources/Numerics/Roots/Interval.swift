import Glibc

/// Numbers between two bounds, with sums and products rounded outwards by one unit in the last place.
package struct Interval: Sendable {
  /// The lower bound.
  package let low: Double
  /// The upper bound.
  package let high: Double

  /// The numbers from `low` to `high`.
  @inlinable
  package init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// True where zero lies between the bounds.
  @inlinable
  package var containsZero: Bool { low <= 0 && high >= 0 }

  /// All sums.
  @inlinable
  package static func + (a: Interval, b: Interval) -> Interval {
    Interval((a.low + b.low).nextDown, (a.high + b.high).nextUp)
  }

  /// All differences.
  @inlinable
  package static func - (a: Interval, b: Interval) -> Interval {
    Interval((a.low - b.high).nextDown, (a.high - b.low).nextUp)
  }

  /// All numbers plus `s`.
  @inlinable
  package static func + (a: Interval, s: Double) -> Interval { a + Interval(s, s) }
  /// All numbers minus `s`.
  @inlinable
  package static func - (a: Interval, s: Double) -> Interval { a + Interval(-s, -s) }

  /// All multiples by `s`.
  @inlinable
  package static func * (s: Double, a: Interval) -> Interval { Interval(s, s) * a }

  /// All products.
  @inlinable
  package static func * (a: Interval, b: Interval) -> Interval {
    // Zero times an unbounded end is zero: the factor is a real number, the end only a bound.
    func product(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    let p = product(a.low, b.low)
    let q = product(a.low, b.high)
    let r = product(a.high, b.low)
    let s = product(a.high, b.high)
    return Interval(min(min(p, q), min(r, s)).nextDown, max(max(p, q), max(r, s)).nextUp)
  }

  /// Powers of numbers that are not negative; a negative exponent makes the bound at zero infinite.
  package func power(_ exponent: Double) -> Interval {
    let (a, b) = (pow(low, exponent), pow(high, exponent))
    return Interval(max(min(a, b).nextDown, 0), max(a, b).nextUp)
  }
}
