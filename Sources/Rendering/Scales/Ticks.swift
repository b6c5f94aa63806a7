/// Round numbers along an axis.
package struct Ticks: Hashable, Sendable {
  /// Increasing.
  package let numbers: [Decimal]
  /// One label a number.
  package let labels: [String]

  package init(numbers: [Decimal], isAligned: Bool = true) {
    self.numbers = numbers
    labels = Decimal.labels(of: numbers, isAligned: isAligned)
  }

  package var values: [Double] { numbers.map(\.value) }
}
