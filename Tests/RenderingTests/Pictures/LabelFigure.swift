import Rendering

/// One line of text on a white page.
struct LabelFigure: Figure {
  var text: String
  var size = 12.0
  let title = "A label"
  let description = "A label."
  let notes: [PictureNote] = []
  let numbers = Numbers.record([:])

  func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    Plan(
      text: TextBlock(text, size: size, colour: .black),
      area: Rect(x: 0, y: 0, width: page.width, height: page.height))
  }

  private struct Plan: FigurePlan {
    let text: TextBlock
    let area: Rect

    func draw(on canvas: any Canvas) {
      canvas.fill(.rect(area), with: .white)
      canvas.draw(text, at: area.centre, pivot: Point(x: 0.5, y: 0.5))
    }
  }
}
