import Numerics
import Testing

@Suite struct RootIsolationTests {
  /// Roots of `(x − a)(x − b)(x − c)` between 0 and 10, with bounds by interval arithmetic.
  private func cubic(_ a: Double, _ b: Double, _ c: Double) -> RootIsolation {
    RootIsolation(
      from: 0, to: 10, value: { ($0 - a) * ($0 - b) * ($0 - c) },
      bounds: { x in
        (
          (x - a) * (x - b) * (x - c),
          (x - b) * (x - c) + (x - a) * (x - c) + (x - a) * (x - b)
        )
      })
  }

  @Test func `all roots are found, and only those in the range`() {
    let found = cubic(1.5, 3.25, 12)
    #expect(found.complete && found.roots.count == 2)
    for (root, expected) in zip(found.roots, [1.5, 3.25]) { #expect(abs(root - expected) < 1e-14) }
    #expect(cubic(-1, 11, 12).roots.isEmpty)
  }

  @Test func `roots that lie close together are told apart`() {
    let found = cubic(2, 2.000_001, 5)
    #expect(found.complete && found.roots.count == 3)
    for (root, expected) in zip(found.roots, [2, 2.000_001, 5]) { #expect(abs(root - expected) < 1e-9) }
  }

  @Test func `an empty range has no roots`() {
    let found = RootIsolation(from: 1, to: 1, value: { $0 - 1 }, bounds: { ($0 - 1, Interval(1, 1)) })
    #expect(found.roots.isEmpty && found.complete && found.iterations == 0)
  }
}
