/// A picture of one or more panels under one title, with one legend, one key to the colours and one caption.
package struct Chart: Figure {
  package var title: String
  package var description: String
  /// What was computed, below the panels; empty for none.
  package var caption: String
  package var notes: [PictureNote]
  /// Row by row from the top left.
  package var panels: [any Panel]
  /// Panels in a row; by default as many as make the panels largest.
  package var columns: Int?
  /// Whether inner panels leave out the labels of axes that the outer ones show.
  package var sharesAxes: Bool
  package var legend: [Legend.Entry]
  /// What the panels' colours mean.
  package var key: ColourKey?
  package var theme: Theme

  /// - Parameters:
  ///   - title: heading, one line or two.
  ///   - description: alt text, written from the picture's own numbers.
  ///   - caption: what was computed.
  ///   - notes: what the file says besides title, description and caption.
  ///   - panels: at least one.
  ///   - columns: panels in a row.
  ///   - sharesAxes: whether the panels have the same axes.
  ///   - legend: signs and what they stand for.
  ///   - key: what the panels' colours mean.
  ///   - theme: colours of everything but the data.
  package init(
    title: String, description: String, caption: String = "", notes: [PictureNote] = [], panels: [any Panel],
    columns: Int? = nil, sharesAxes: Bool = false, legend: [Legend.Entry] = [], key: ColourKey? = nil,
    theme: Theme = .light
  ) {
    precondition(!panels.isEmpty, "a chart without panels")
    self.title = title
    self.description = description
    self.caption = caption
    self.panels = panels
    self.columns = columns
    self.sharesAxes = sharesAxes
    self.legend = legend
    self.key = key
    self.theme = theme
    let plain = (MathText.plain(title), MathText.plain(description), MathText.plain(caption))
    self.notes = [PictureNote("Title", plain.0), PictureNote("Description", plain.1)]
    if !caption.isEmpty { self.notes.append(PictureNote("Caption", plain.2)) }
    self.notes += notes
  }

  package var numbers: Numbers {
    var record: [String: Numbers] = [
      "title": .text(MathText.plain(title)), "description": .text(MathText.plain(description)),
      "caption": .text(MathText.plain(caption)), "panels": .list(panels.map(\.numbers)),
    ]
    if let key { record["colours"] = key.numbers }
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    ChartPlan(of: self, on: page, with: typesetter)
  }
}

/// A chart laid out: words, panels and key, each in its place.
struct ChartPlan: FigurePlan {
  let frame: FigureFrame
  let panels: [any FigurePlan]
  let headings: [Heading]
  let bar: ColourBar?

  /// A panel's name above its frame.
  struct Heading {
    let text: TextBlock
    let anchor: Point
  }

  var leavesOutCaption: Bool { frame.leavesOutCaption }

  init(of chart: Chart, on page: Page, with typesetter: Typesetter) {
    let layout = ChartLayout(of: chart, on: page, with: typesetter)
    frame = layout.frame
    bar = layout.bar
    var panels: [any FigurePlan] = []
    var headings: [Heading] = []
    for (panel, slot) in zip(chart.panels, layout.slots) {
      panels.append(panel.plan(in: slot.frame, bounds: slot.bounds, setting: slot.setting))
      guard !panel.heading.isEmpty else { continue }
      let text = TextBlock(
        panel.heading, size: FigureStyle.headingSize, colour: chart.theme.ink, isBold: true,
        alignment: .centre,
        wrapping: TextBlock.Wrapping(width: slot.frame.width, lines: 1))
      headings.append(
        Heading(text: text, anchor: Point(x: slot.frame.midX, y: slot.frame.y - slot.margins.top - 6)))
    }
    self.panels = panels
    self.headings = headings
  }

  func draw(on canvas: any Canvas) {
    frame.draw(on: canvas)
    for panel in panels { panel.draw(on: canvas) }
    for heading in headings { canvas.draw(heading.text, at: heading.anchor, pivot: Point(x: 0.5, y: 1)) }
    bar?.draw(on: canvas)
  }
}
