import Glibc
import Rendering

/// A figure's recorded drawing calls, and where its texts lie.
struct Drawing {
  let calls: [RecordingCanvas.Call]
  let strings: [String]
  let page: Page
  private let typesetter = Typesetter()

  init(_ figure: some Figure, on page: Page) {
    let canvas = RecordingCanvas()
    figure.plan(on: page, with: typesetter).draw(on: canvas)
    calls = canvas.calls
    strings = canvas.strings
    self.page = page
  }

  /// A text's box: its corners on the page.
  struct Box {
    let string: String
    let corners: [Point]

    var x: ClosedRange<Double> { (corners.map(\.x).min() ?? 0)...(corners.map(\.x).max() ?? 0) }
    var y: ClosedRange<Double> { (corners.map(\.y).min() ?? 0)...(corners.map(\.y).max() ?? 0) }

    /// Whether the upright rectangles around two boxes share more than a sliver.
    func overlaps(_ other: Box) -> Bool {
      let slack = 0.5
      return x.lowerBound + slack < other.x.upperBound && other.x.lowerBound + slack < x.upperBound
        && y.lowerBound + slack < other.y.upperBound && other.y.lowerBound + slack < y.upperBound
    }
  }

  /// The boxes of all texts but those at an oblique angle.
  var uprightBoxes: [Box] {
    calls.compactMap { call in
      guard case .text(let text, let anchor, let pivot, let angle) = call else { return nil }
      guard angle == 0 || angle == -.pi / 2 else { return nil }
      let size = typesetter.size(of: text)
      let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { u, v in
        let (dx, dy) = ((u - pivot.x) * size.width, (v - pivot.y) * size.height)
        return Point(
          x: anchor.x + dx * cos(angle) - dy * sin(angle), y: anchor.y + dx * sin(angle) + dy * cos(angle))
      }
      return Box(string: text.string, corners: corners)
    }
  }
}
