import Numerics
import Testing

@Suite struct CheckedProductTests {
  @Test func `a product within the limit is the product`() {
    #expect([3, 32, 32].checkedProduct() == 3072)
    #expect([Int]().checkedProduct() == 1)
    #expect([2, 5].checkedProduct(limit: 10) == 10)
    #expect([1 << 31, 1 << 31].checkedProduct() == 1 << 62)
  }

  @Test(arguments: [
    [1 << 24, 1 << 24, 1 << 24], [1 << 32, 1 << 32], [.max, 2], [-1, 4], [-1, -1], [.min, .min], [0, -1],
  ])
  func `what overflows or is negative has no product`(factors: [Int]) {
    #expect(factors.checkedProduct() == nil)
  }

  @Test func `beyond the limit there is no product, and a zero excuses nothing`() {
    #expect([3, 4].checkedProduct(limit: 11) == nil)
    #expect([0, 4].checkedProduct(limit: 11) == 0)
    #expect([0, 1 << 62, 2].checkedProduct() == nil)
    #expect([1 << 40, 1 << 40, 0].checkedProduct() == nil)
  }

  @Test func `sums are checked alike`() {
    #expect([1, 2, 3].checkedSum() == 6)
    #expect([Int.max, 1].checkedSum() == nil)
    #expect([5, -1].checkedSum() == nil)
    #expect([5, 6].checkedSum(limit: 10) == nil)
  }
}
