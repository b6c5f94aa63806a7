/// Round numbers along an axis.
package struct Ticks: Hashable, Sendable {
  /// Increasing.
  package let numbers: [Decimal]
  /// One label a number.
  package let labels: [String]

  /// Ticks at given increasing numbers; `isAligned` labels have equally many digits after the point.
  package init(numbers: [Decimal], isAligned: Bool = true) {
    self.numbers = numbers
    labels = Decimal.labels(of: numbers, isAligned: isAligned)
  }

  /// The numbers, rounded to the nearest `Double`.
  package var values: [Double] { numbers.map(\.value) }
}
