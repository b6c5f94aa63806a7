/// A panel of small images in rows and columns, each with a caption, such as augmented samples or masks.
package struct ImageGrid: Panel {
  /// An image and the words below it.
  package struct Item: Hashable, Sendable {
    package let raster: Raster
    package let caption: String

    /// An image, without words by default.
    package init(_ raster: Raster, caption: String = "") {
      self.raster = raster
      self.caption = caption
    }
  }

  package let heading: String
  /// Row by row from the top left.
  package let items: [Item]
  package let columns: Int
  /// Words at the left of each row; empty for none.
  package let rowNames: [String]
  /// Words above the columns; empty for none.
  package let columnNames: [String]

  private static let gap = 6.0
  private static let captionHeight = 13.0
  private static let columnNameHeight = 16.0

  /// - Parameters:
  ///   - heading: above the grid.
  ///   - items: at least one, all of one shape.
  ///   - columns: images in a row.
  ///   - rowNames: words at the left of each row.
  ///   - columnNames: words above the columns.
  package init(
    heading: String = "", _ items: [Item], columns: Int, rowNames: [String] = [], columnNames: [String] = []
  ) {
    precondition(!items.isEmpty && columns > 0, "\(items.count) images in \(columns) columns")
    self.heading = heading
    self.items = items
    self.columns = columns
    self.rowNames = rowNames
    self.columnNames = columnNames
  }

  private var rows: Int { (items.count + columns - 1) / columns }
  private var hasCaptions: Bool { items.contains { !$0.caption.isEmpty } }

  package var aspect: Double? {
    let image = items[0].raster
    let height = Double(image.height) / Double(image.width)
    // Captions have a fixed height; against images of a usual size on a page that is about a seventh.
    return Double(columns) / (Double(rows) * (height + (hasCaptions ? 0.15 : 0) + 0.06))
  }

  package var numbers: Numbers {
    .record([
      "heading": .text(heading), "images": .list(items.map(\.caption)), "columns": .number(Double(columns)),
    ])
  }

  package func margins(width: Double, height: Double, in setting: PanelSetting) -> Margins {
    let widest = rowNames.map { setting.typesetter.size(of: name($0, setting.theme)).width }.max() ?? 0
    return Margins(top: columnNames.isEmpty ? 0 : Self.columnNameHeight, left: widest > 0 ? widest + 8 : 0)
  }

  package func plan(in frame: Rect, bounds: Rect, setting: PanelSetting) -> any FigurePlan {
    let image = items[0].raster
    let captionHeight = hasCaptions ? Self.captionHeight : 0
    let cellWidth = (frame.width - Self.gap * Double(columns - 1)) / Double(columns)
    let cellHeight = (frame.height - Self.gap * Double(rows - 1)) / Double(rows) - captionHeight
    let scale = max(0.01, min(cellWidth / Double(image.width), cellHeight / Double(image.height)))
    let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
    var steps: [LayerPlan.Step] = []
    for (index, item) in items.enumerated() {
      let (row, column) = (index / columns, index % columns)
      let rect = Rect(
        x: frame.x + Double(column) * (cellWidth + Self.gap) + (cellWidth - width) / 2,
        y: frame.y + Double(row) * (cellHeight + captionHeight + Self.gap), width: width, height: height)
      steps.append(.image(item.raster, rect, isSmooth: false))
      steps.append(.stroke(.rect(rect), Stroke(setting.theme.faint, width: 0.6, isRound: false)))
      if !item.caption.isEmpty {
        let text = TextBlock(
          item.caption, size: FigureStyle.captionSize, colour: setting.theme.softInk, alignment: .centre,
          wrapping: TextBlock.Wrapping(width: cellWidth + Self.gap, lines: 1))
        steps.append(.text(text, Point(x: rect.midX, y: rect.maxY + 1.5), pivot: Point(x: 0.5, y: 0)))
      }
      if row == 0 && column < columnNames.count {
        let text = TextBlock(
          columnNames[column], size: FigureStyle.legendSize, colour: setting.theme.ink, alignment: .centre,
          wrapping: TextBlock.Wrapping(width: cellWidth + Self.gap, lines: 1))
        steps.append(.text(text, Point(x: rect.midX, y: rect.y - 4), pivot: Point(x: 0.5, y: 1)))
      }
      if column == 0 && row < rowNames.count {
        steps.append(
          .text(
            name(rowNames[row], setting.theme), Point(x: frame.x - 8, y: rect.midY),
            pivot: Point(x: 1, y: 0.5)))
      }
    }
    return LayerPlan(steps: steps)
  }

  private func name(_ text: String, _ theme: Theme) -> TextBlock {
    TextBlock(text, size: FigureStyle.legendSize, colour: theme.ink)
  }
}
