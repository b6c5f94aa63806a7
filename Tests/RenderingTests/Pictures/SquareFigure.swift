import Rendering

/// A square on a white page; its edges are the pixels' own when the page has 72 dpi.
struct SquareFigure: Figure {
  var x = 10.0
  var y = 10.0
  var side = 8.0
  var colour = Colour(hex: 0x336699)
  var title = "A square"

  var description: String { "A square at (\(x), \(y))." }
  var notes: [PictureNote] { [PictureNote("Title", title), PictureNote("Description", description)] }
  let numbers = Numbers.record([:])

  func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    Plan(figure: self, width: page.width, height: page.height)
  }

  private struct Plan: FigurePlan {
    let figure: SquareFigure
    let width: Double
    let height: Double

    func draw(on canvas: any Canvas) {
      canvas.fill(.rect(Rect(x: 0, y: 0, width: width, height: height)), with: .white)
      canvas.fill(
        .rect(Rect(x: figure.x, y: figure.y, width: figure.side, height: figure.side)), with: figure.colour)
    }
  }
}
