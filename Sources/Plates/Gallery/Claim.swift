/// A sentence that a plate stands for, with its numbers, and whether they bear it out.
package struct Claim: Hashable, Sendable {
  /// A sentence about what was measured, with the numbers in it.
  package let statement: Words
  /// Whether the numbers are as the sentence says.
  package let holds: Bool

  package init(_ statement: Words, _ holds: Bool) {
    self.statement = statement
    self.holds = holds
  }
}
