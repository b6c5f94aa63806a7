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

  /// Ticks with words of their own, one a number.
  package init(numbers: [Decimal], labels: [String]) {
    precondition(numbers.count == labels.count, "\(labels.count) labels for \(numbers.count) ticks")
    self.numbers = numbers
    self.labels = labels
  }

  /// The numbers, rounded to the nearest `Double`.
  package var values: [Double] { numbers.map(\.value) }
}
