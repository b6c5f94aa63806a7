import Rendering
import Testing

@Suite struct DecimalTests {
  @Test func `a value is rounded to significant digits`() {
    #expect(Decimal(0.1 + 0.2, significantDigits: 3).label == "0.3")
    #expect(Decimal(0.31249, significantDigits: 3).label == "0.312")
    #expect(Decimal(0.9996, significantDigits: 3).label == "1")
    #expect(Decimal(-1234.5, significantDigits: 2).label == "−1200")
    #expect(Decimal(0, significantDigits: 3).label == "0")
  }

  @Test func `very small and very large numbers are written with powers of ten`() {
    #expect(Decimal(2.5e-7, significantDigits: 3).label == "2.5×10⁻⁷")
    #expect(Decimal(1e30, significantDigits: 3).label == "10³⁰")
    #expect(Decimal(-1e-30, significantDigits: 3).label == "−10⁻³⁰")
    #expect(Decimal(99_999, significantDigits: 5).label == "99999")
  }

  @Test(arguments: [
    0.1, 123.456, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 2.2250738585072014e-308, -0.3,
  ])
  func `seventeen digits keep the value`(value: Double) {
    #expect(Decimal(value, significantDigits: 17).value == value)
  }

  @Test func `one outlier puts all labels of an axis in scientific form, zero excepted`() {
    let numbers = [Decimal(0, exponent: 0), Decimal(5, exponent: -9), Decimal(1, exponent: 0)]
    #expect(Decimal.labels(of: numbers, isAligned: true) == ["0", "5×10⁻⁹", "10⁰"])
  }
}
