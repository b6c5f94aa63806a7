/// The signs of a figure with their meaning, in rows.
package struct Legend {
  /// A sign and what it stands for.
  package struct Entry: Hashable, Sendable {
    package let sign: Sign
    package let text: String

    /// A sign and what it stands for.
    package init(_ sign: Sign, _ text: String) {
      self.sign = sign
      self.text = text
    }
  }

  /// What stands before a legend's text.
  package enum Sign: Hashable, Sendable {
    case marker(Marker, Colour? = nil)
    case line(Stroke)
    case series(SeriesStyle)
    case swatch(Colour)
    case hatching
  }

  /// An entry's place: the left end of its sign, on the middle of its row.
  private struct Placement {
    let entry: Entry
    let x: Double
    let y: Double
  }

  private let placements: [Placement]
  private let theme: Theme
  /// Height of all rows together.
  let height: Double

  private static let signWidth = 20.0
  private static let signGap = 5.0
  private static let entryGap = 16.0
  private static let rowHeight = 15.0

  /// Breaks the entries into rows no wider than `width`.
  init(_ entries: [Entry], width: Double, theme: Theme, typesetter: Typesetter) {
    var placements: [Placement] = []
    var x = 0.0
    var row = 0
    for entry in entries {
      let text = TextBlock(entry.text, size: FigureStyle.legendSize, colour: theme.ink)
      let extent = Self.signWidth + Self.signGap + typesetter.size(of: text).width
      if x > 0 && x + extent > width {
        x = 0
        row += 1
      }
      placements.append(Placement(entry: entry, x: x, y: (Double(row) + 0.5) * Self.rowHeight))
      x += extent + Self.entryGap
    }
    self.placements = placements
    self.theme = theme
    height = entries.isEmpty ? 0 : Double(row + 1) * Self.rowHeight
  }

  /// Draws the rows with their top left corner at `origin`.
  func draw(on canvas: any Canvas, at origin: Point) {
    for placement in placements {
      let x = origin.x + placement.x
      let y = origin.y + placement.y
      draw(placement.entry.sign, on: canvas, x, y)
      let text = TextBlock(placement.entry.text, size: FigureStyle.legendSize, colour: theme.ink)
      canvas.draw(text, at: Point(x: x + Self.signWidth + Self.signGap, y: y), pivot: Point(x: 0, y: 0.5))
    }
  }

  private func draw(_ sign: Sign, on canvas: any Canvas, _ x: Double, _ y: Double) {
    let box = Rect(x: x, y: y - 4.5, width: Self.signWidth, height: 9)
    let outline = Stroke(theme.ink, width: 0.6, isRound: false)
    switch sign {
    case .marker(let marker, let colour):
      marker.draw(on: canvas, at: box.centre, colour: colour, background: theme.background)
    case .series(let style):
      canvas.stroke(
        .line(from: Point(x: x, y: y), to: Point(x: x + Self.signWidth, y: y)), with: style.stroke(in: theme))
      if style.showsMarkers {
        style.marker.draw(
          on: canvas, at: box.centre, colour: style.colour(in: theme), background: theme.background)
      }
    case .line(let stroke):
      canvas.stroke(.line(from: Point(x: x, y: y), to: Point(x: x + Self.signWidth, y: y)), with: stroke)
    case .swatch(let colour):
      canvas.fill(.rect(box), with: colour)
      canvas.stroke(.rect(box), with: outline)
    case .hatching:
      canvas.fill(.rect(box), with: theme.missing)
      canvas.hatch(.rect(box), in: box, with: Stroke(theme.hatching, width: 0.8), spacing: 4)
      canvas.stroke(.rect(box), with: outline)
    }
  }
}
