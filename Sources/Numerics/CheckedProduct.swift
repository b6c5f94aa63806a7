extension Sequence where Element == Int {
  /// The product of counts or extents that come from outside; nil when it cannot be the size of anything.
  ///
  /// Nil for a negative factor, and where the product of the positive factors exceeds the limit: a zero among them does
  /// not excuse the others, so that no part of a shape that passes can overflow in any order.
  ///
  /// - Parameter limit: the largest product that makes sense, at least 1.
  package func checkedProduct(limit: Int = .max) -> Int? {
    var product = 1
    var isEmpty = false
    for factor in self {
      guard factor >= 0 else { return nil }
      if factor == 0 {
        isEmpty = true
        continue
      }
      let (larger, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow, larger <= limit else { return nil }
      product = larger
    }
    return isEmpty ? 0 : product
  }

  /// The sum of counts that come from outside; nil for a negative one, and beyond the limit.
  package func checkedSum(limit: Int = .max) -> Int? {
    var sum = 0
    for term in self {
      let (larger, overflow) = sum.addingReportingOverflow(term)
      guard term >= 0, !overflow, larger <= limit else { return nil }
      sum = larger
    }
    return sum
  }
}
