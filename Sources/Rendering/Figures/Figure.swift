/// Something that can be drawn on a page of any size.
package protocol Figure: Sendable {
  /// The heading.
  var title: String { get }
  /// What the picture shows, in sentences written from its own numbers: its alt text.
  var description: String { get }
  /// What the picture's file says about where it comes from, title and description first.
  var notes: [PictureNote] { get }

  /// What is drawn, as numbers: axes, levels, curves, extrema.
  var numbers: Numbers { get }

  /// Decides where everything goes, before anything is drawn.
  func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan
}

/// A figure laid out on a page.
package protocol FigurePlan {
  /// Whether the figure has a caption that the page does not show.
  var leavesOutCaption: Bool { get }

  /// Draws the figure, background first.
  func draw(on canvas: any Canvas)
}

extension FigurePlan {
  package var leavesOutCaption: Bool { false }
}
