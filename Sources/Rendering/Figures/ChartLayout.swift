/// Where a chart's words, panels and colour bar go.
///
/// Panels stand in rows and columns. All frames of a column begin at the same place, and so do all of a row; frames of a
/// fixed shape are as large as the narrowest slot allows, and the whole group is centred. The words' column follows the
/// group's width.
struct ChartLayout {
  /// A panel's place.
  struct Slot {
    let frame: Rect
    /// The frame and what is around it that is the panel's own.
    let bounds: Rect
    /// What the panel itself needs around the frame.
    let margins: Margins
    let setting: PanelSetting
  }

  let frame: FigureFrame
  let slots: [Slot]
  let bar: ColourBar?

  /// Between panels, and between panels and colour bar.
  private static let gap = 14.0
  /// The column of words is at least this wide, if the page is.
  private static let leastColumn = 440.0
  private static let headingHeight = 20.0

  init(of chart: Chart, on page: Page, with typesetter: Typesetter) {
    let setting = PanelSetting(
      theme: chart.theme, typesetter: typesetter, pixelsPerPoint: Double(page.pixelWidth) / page.width)
    let barWidth =
      chart.key.map {
        $0.labels.isEmpty
          ? 0 : Self.gap + ColourBar.width + ColourBar.labelWidth($0.labels, typesetter: typesetter)
      }
      ?? 0
    // The words' height depends on their column, the column on the panels' width, and that on the words' height: twice
    // is enough.
    var frame = FigureFrame(
      of: chart, column: FigureFrame.fullColumn(page), page: page, typesetter: typesetter)
    var group = Self.group(of: chart, in: frame.body, barWidth: barWidth, setting)
    for _ in 0..<2 {
      let column = Self.column(around: group.x...(group.maxX + barWidth), page)
      frame = FigureFrame(of: chart, column: column, page: page, typesetter: typesetter)
      group = Self.group(of: chart, in: frame.body, barWidth: barWidth, setting)
    }
    self.frame = frame
    slots = group.slots
    bar = chart.key.flatMap { key in
      key.labels.isEmpty
        ? nil
        : ColourBar(
          key, frame: Self.barFrame(beside: group, in: frame.body), in: frame.body, theme: chart.theme,
          typesetter: typesetter)
    }
  }

  /// The panels' places and the extent of all.
  private struct Group {
    var slots: [Slot]
    var x: Double
    var maxX: Double
    var top: Double
    var bottom: Double
  }

  private static func group(
    of chart: Chart, in body: Rect, barWidth: Double, _ setting: PanelSetting
  ) -> Group {
    let count = chart.panels.count
    let choices = chart.columns.map { [min($0, count)] } ?? Array(1...count)
    var best: PanelGrid?
    for columns in choices {
      let grid = PanelGrid(
        of: chart, columns: columns, width: body.width - barWidth, height: body.height, setting: setting)
      if best.map({ grid.area > $0.area * 1.02 }) ?? true { best = grid }
    }
    guard let grid = best else { preconditionFailure("a chart without panels") }
    let total = grid.width + barWidth
    let x = body.x + max(0, (body.width - total) / 2)
    let y = body.y + max(0, (body.height - grid.height) / 2)
    let slots = grid.places.map { place in
      Slot(
        frame: place.frame.moved(x, y), bounds: place.bounds.moved(x, y), margins: place.margins,
        setting: place.setting)
    }
    return Group(
      slots: slots, x: x, maxX: x + grid.width, top: slots.map(\.frame.y).min() ?? y,
      bottom: slots.map(\.frame.maxY).max() ?? y)
  }

  private static func barFrame(beside group: Group, in body: Rect) -> Rect {
    let height = min(max(group.bottom - group.top, 140), body.height)
    let middle = (group.top + group.bottom) / 2
    let top = min(max(middle - height / 2, body.y), max(body.y, body.maxY - height))
    return Rect(x: group.maxX + gap, y: top, width: ColourBar.width, height: height)
  }

  private static func column(around group: ClosedRange<Double>, _ page: Page) -> ClosedRange<Double> {
    let full = FigureFrame.fullColumn(page)
    let width = group.upperBound - group.lowerBound
    let widening = max(0, leastColumn - width) / 2
    let lower = max(full.lowerBound, group.lowerBound - widening)
    return lower...max(lower + 1, min(full.upperBound, group.upperBound + widening))
  }

  /// Panels in rows and columns, with the top left of all at the origin.
  private struct PanelGrid {
    /// A panel's place.
    struct Place {
      let frame: Rect
      let bounds: Rect
      let margins: Margins
      let setting: PanelSetting
    }

    private(set) var places: [Place] = []
    let width: Double
    let height: Double
    /// Of all frames together.
    private(set) var area = 0.0

    init(of chart: Chart, columns: Int, width: Double, height: Double, setting: PanelSetting) {
      let count = chart.panels.count
      let rows = (count + columns - 1) / columns
      let settings = (0..<count).map { index in
        var setting = setting
        setting.showsLeftLabels = !chart.sharesAxes || index % columns == 0
        setting.showsBottomLabels = !chart.sharesAxes || index + columns >= count
        return setting
      }
      var lefts = [Double](repeating: 0, count: columns)
      var rights = lefts
      var tops = [Double](repeating: 0, count: rows)
      var bottoms = tops
      var own: [Margins] = []
      var frameWidth = max(1, width / Double(columns))
      var frameHeight = max(1, height / Double(rows))
      // Margins depend on the labels, and those on the frames' size.
      for _ in 0..<2 {
        let (oldWidth, oldHeight) = (frameWidth, frameHeight)
        lefts = [Double](repeating: 0, count: columns)
        rights = lefts
        tops = [Double](repeating: 0, count: rows)
        bottoms = tops
        own = []
        for (index, panel) in chart.panels.enumerated() {
          let margins = panel.margins(width: oldWidth, height: oldHeight, in: settings[index])
          own.append(margins)
          let (row, column) = (index / columns, index % columns)
          lefts[column] = max(lefts[column], margins.left)
          rights[column] = max(rights[column], margins.right)
          tops[row] = max(tops[row], margins.top + (panel.heading.isEmpty ? 4 : headingHeight))
          bottoms[row] = max(bottoms[row], margins.bottom)
        }
        let sides = (lefts + rights).reduce(0, +) + gap * Double(columns - 1)
        let ends = (tops + bottoms).reduce(0, +) + gap * Double(rows - 1)
        frameWidth = max(1, (width - sides) / Double(columns))
        frameHeight = max(1, (height - ends) / Double(rows))
      }
      let sizes = chart.panels.map { Self.fit($0.aspect, frameWidth, frameHeight) }
      let slotWidth = sizes.map(\.width).max() ?? 1
      let slotHeight = sizes.map(\.height).max() ?? 1
      var y = 0.0
      for row in 0..<rows {
        var x = 0.0
        y += tops[row]
        for column in 0..<columns {
          x += lefts[column]
          let index = row * columns + column
          if index < count {
            let size = sizes[index]
            let frame = Rect(
              x: x + (slotWidth - size.width) / 2, y: y + (slotHeight - size.height) / 2, width: size.width,
              height: size.height)
            let bounds = Rect(
              x: x - lefts[column], y: y - tops[row], width: lefts[column] + slotWidth + rights[column],
              height: tops[row] + slotHeight + bottoms[row])
            places.append(Place(frame: frame, bounds: bounds, margins: own[index], setting: settings[index]))
            area += size.width * size.height
          }
          x += slotWidth + rights[column] + gap
        }
        y += slotHeight + bottoms[row] + gap
      }
      self.width = Double(columns) * slotWidth + (lefts + rights).reduce(0, +) + gap * Double(columns - 1)
      self.height = y - gap
    }

    /// The largest frame of a shape in the room there is.
    private static func fit(
      _ aspect: Double?, _ width: Double, _ height: Double
    ) -> (width: Double, height: Double) {
      guard let aspect else { return (width, height) }
      return width / aspect <= height ? (width, width / aspect) : (height * aspect, height)
    }
  }
}

extension Rect {
  /// The rectangle moved to the right and down.
  func moved(_ dx: Double, _ dy: Double) -> Rect { Rect(x: x + dx, y: y + dy, width: width, height: height) }
}

extension FigureFrame {
  fileprivate init(of chart: Chart, column: ClosedRange<Double>, page: Page, typesetter: Typesetter) {
    self.init(
      title: chart.title, legend: chart.legend, caption: chart.caption, column: column, page: page,
      theme: chart.theme, typesetter: typesetter)
  }
}
