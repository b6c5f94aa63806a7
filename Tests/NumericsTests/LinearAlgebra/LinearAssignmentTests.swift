import Numerics
import Testing

@Suite struct LinearAssignmentTests {
  /// Sums and columns by scipy's `linear_sum_assignment`; see `Scripts/linear-assignment.py`.
  @Test(arguments: [
    (1, -5.0, [0]), (2, -2.2857142857142856, [0, 1]), (5, 20.857142857142854, [1, 3, 0, 4, 2]),
    (12, 83.85714285714286, [11, 9, 7, 4, 6, 0, 2, 1, 8, 10, 3, 5]), (40, 315.7142857142857, []),
  ])
  func `an assignment has the greatest sum`(order: Int, sum: Double, columns: [Int]) {
    var table: [Double] = []
    for i in 0..<order {
      for j in 0..<order {
        let number = (i * 37 + j * 101 + i * j * 13) % 97
        table.append(Double(number) / 7 - 5)
      }
    }
    let found = LinearAssignment(maximizing: table, order: order)
    #expect(abs(found.sum - sum) <= 1e-9)
    #expect(Set(found.columns) == Set(0..<order))
    // Several assignments may have the greatest sum of larger tables.
    if order <= 5 { #expect(found.columns == columns) }
  }

  @Test func `an empty table has an empty assignment`() {
    #expect(LinearAssignment(maximizing: [], order: 0).columns == [])
  }

  @Test func `a permutation of the greatest entries is found again`() {
    var generator = SeededGenerator(seed: 3, for: .example)
    let order = generator.shuffled(0..<64)
    var table = (0..<64 * 64).map { _ in generator.uniform() }
    for (row, column) in order.enumerated() { table[row * 64 + column] += 1 }
    #expect(LinearAssignment(maximizing: table, order: 64).columns == order)
  }
}
