import CVectorLoops

/// Loops over long vectors of `Double`, from pointers and without bounds checks; callers see to the lengths.
///
/// Sums run in eight lanes that are combined in a fixed order, so the result depends on the data alone. There are two such
/// orders, since results of either exist: `dot` and `sum` combine pairs of lanes, `dotInOrder` goes from the first to the
/// last.
package enum VectorLoops {
  package typealias Pointer = UnsafePointer<Double>
  package typealias Target = UnsafeMutablePointer<Double>

  /// `Σ xᵢ yᵢ`.
  package static func dot(_ x: Pointer, _ y: Pointer, _ count: Int) -> Double { vl_dot_pairs(x, y, count) }

  /// `Σ xᵢ yᵢ`, in the order of `VectorMath.dot`.
  package static func dotInOrder(_ x: Pointer, _ y: Pointer, _ count: Int) -> Double {
    vl_dot_double(x, y, count)
  }

  /// `Σ xᵢ`.
  package static func sum(_ x: Pointer, _ count: Int) -> Double { vl_sum_pairs(x, count) }

  /// `x ← x + s`.
  package static func shift(_ x: Target, by s: Double, _ count: Int) { vl_shift(x, s, count) }

  /// `y ← y + s x`.
  package static func add(_ s: Double, _ x: Pointer, to y: Target, _ count: Int) {
    vl_add_multiple_double(y, s, x, count)
  }

  /// `(x, y) ← (c x − s y, s x + c y)`.
  package static func rotate(_ x: Target, _ y: Target, cosine c: Double, sine s: Double, _ count: Int) {
    vl_rotate(x, y, c, s, count)
  }

  /// `u ← u + s₀x₀ + s₁x₁` and `v ← v + t₀x₀ + t₁x₁` in one pass.
  package static func add(
    _ x0: Pointer, _ x1: Pointer, _ s0: Double, _ s1: Double, to u: Target, _ t0: Double, _ t1: Double,
    to v: Target, _ count: Int
  ) {
    vl_add_two(u, s0, s1, v, t0, t1, x0, x1, count)
  }

  /// The sixteen products of four columns with four others, added to a table.
  ///
  /// Even and odd rows are summed apart, then added.
  ///
  /// - Parameters:
  ///   - x, y: four columns each, laid together two rows at a time: row r of column i at `8 (r / 2) + 2 i + r % 2`.
  ///   - rowPairs: half the number of rows.
  ///   - table: element (i, j) lies at `table[i + j * leading]`.
  package static func addProducts(
    _ x: Pointer, _ y: Pointer, rowPairs: Int, to table: Target, leading: Int
  ) {
    vl_add_products(table, leading, x, y, rowPairs)
  }
}
