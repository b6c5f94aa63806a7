/// A choice with at most one number, in the flat form of files and options: `name` or `name:number`.
package struct NamedNumber: Hashable {
  package let name: String
  package let number: Double?

  package init(_ name: String, _ number: Double? = nil) {
    self.name = name
    self.number = number
  }

  /// Nil for text with more than one colon, or with something else than a finite number after it.
  package init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    name = String(parts[0])
    switch parts.count {
    case 1: number = nil
    case 2:
      guard let value = Double(parts[1]), value.isFinite else { return nil }
      number = value
    default: return nil
    }
  }

  /// The shortest text that reads back as the same choice.
  package var text: String {
    guard let number else { return name }
    let digits = "\(number)"
    return "\(name):\(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)"
  }
}
