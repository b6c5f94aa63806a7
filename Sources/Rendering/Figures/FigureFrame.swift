/// Title and legend above a figure's body, caption below it, in one column.
struct FigureFrame {
  let page: Page
  let theme: Theme
  let title: TextBlock
  let legend: Legend
  let caption: TextBlock?
  /// Whether there is a caption that is not shown, as there is no room for it or it is not wanted.
  let leavesOutCaption: Bool
  /// The column that title, legend and caption share.
  let column: ClosedRange<Double>
  /// What is left for the body, over the page's whole width.
  let body: Rect
  private let titleHeight: Double
  private let captionHeight: Double

  init(
    title: String, legend entries: [Legend.Entry], caption: String, column: ClosedRange<Double>, page: Page,
    theme: Theme, typesetter: Typesetter
  ) {
    let margin = page.margin
    let width = column.upperBound - column.lowerBound
    let title = page.words.showsTitle ? title : ""
    self.page = page
    self.theme = theme
    self.column = column
    self.title = TextBlock(
      title.split(whereSeparator: \.isNewline).joined(separator: " "), size: FigureStyle.titleSize,
      colour: theme.ink, isBold: true,
      wrapping: TextBlock.Wrapping(width: width, lines: 2))
    legend = Legend(entries, width: width, theme: theme, typesetter: typesetter)
    titleHeight = title.isEmpty ? 0 : typesetter.size(of: self.title).height + 4
    // Non-breaking hyphens: names such as resnet-20 stay on one line.
    let captionText = TextBlock(
      caption.replacing("-", with: "\u{2011}"), size: FigureStyle.captionSize, colour: theme.softInk,
      wrapping: TextBlock.Wrapping(width: width, lines: 5))
    let captionHeight = caption.isEmpty ? 0 : typesetter.size(of: captionText).height + 8
    let rest = page.height - 2 * margin - titleHeight - legend.height - 4
    // A caption that would take more than a third of the room is left to the file's own text.
    let fits = captionHeight <= rest / 3
    let showsCaption = captionHeight > 0 && fits && page.words.showsCaption
    leavesOutCaption = captionHeight > 0 && !showsCaption
    self.caption = showsCaption ? captionText : nil
    self.captionHeight = showsCaption ? captionHeight : 0
    let top = margin + titleHeight + legend.height + 4
    body = Rect(
      x: margin, y: top, width: max(1, page.width - 2 * margin),
      height: max(1, page.height - margin - self.captionHeight - top))
  }

  /// The column over the page's whole width.
  static func fullColumn(_ page: Page) -> ClosedRange<Double> {
    page.margin...max(page.margin + 1, page.width - page.margin)
  }

  /// Draws the background, title, legend and caption.
  func draw(on canvas: any Canvas) {
    canvas.fill(.rect(Rect(x: 0, y: 0, width: page.width, height: page.height)), with: theme.background)
    let x = column.lowerBound
    let top = page.margin
    if !title.string.isEmpty { canvas.draw(title, at: Point(x: x, y: top), pivot: Point(x: 0, y: 0)) }
    legend.draw(on: canvas, at: Point(x: x, y: top + titleHeight))
    if let caption {
      canvas.draw(caption, at: Point(x: x, y: page.height - page.margin), pivot: Point(x: 0, y: 1))
    }
  }
}
