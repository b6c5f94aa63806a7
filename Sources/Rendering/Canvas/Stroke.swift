/// How a line is drawn.
package struct Stroke: Hashable, Sendable {
  package var colour: Colour
  /// Width in points.
  package var width: Double
  /// Lengths of dashes and gaps in turn, in points; empty for a solid line.
  package var dashes: [Double]
  /// Whether ends and corners are round, rather than cut off and mitred.
  package var isRound: Bool

  /// A stroke, solid and round by default.
  package init(_ colour: Colour, width: Double, dashes: [Double] = [], isRound: Bool = true) {
    self.colour = colour
    self.width = width
    self.dashes = dashes
    self.isRound = isRound
  }
}
