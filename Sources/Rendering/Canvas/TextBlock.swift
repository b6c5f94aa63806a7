/// Some text, set in one font and colour, on one line or wrapped.
package struct TextBlock: Hashable, Sendable {
  /// Where lines are aligned in a wrapped block.
  package enum Alignment: Hashable, Sendable {
    case leading
    case centre
  }

  package var string: String
  /// Font size in points.
  package var size: Double
  package var isBold: Bool
  package var colour: Colour
  package var alignment: Alignment
  /// Width in points at which lines are broken, and the number of lines after which the text ends in an
  /// ellipsis; nil for one line of any width.
  package var wrapping: Wrapping?

  /// Limits of a wrapped block.
  package struct Wrapping: Hashable, Sendable {
    package var width: Double
    package var lines: Int

    /// Limits of width in points and of lines.
    package init(width: Double, lines: Int) {
      self.width = width
      self.lines = lines
    }
  }

  /// A block of text, on one line by default.
  package init(
    _ string: String, size: Double, colour: Colour, isBold: Bool = false, alignment: Alignment = .leading,
    wrapping: Wrapping? = nil
  ) {
    self.string = string
    self.size = size
    self.colour = colour
    self.isBold = isBold
    self.alignment = alignment
    self.wrapping = wrapping
  }
}
