/// The key from colours to values: one box a band with the levels between them; open ends are pointed.
struct ColourBar {
  let frame: Rect
  /// What the name may extend over.
  let bounds: Rect
  let colours: [Colour]
  let isContinuous: Bool
  let labels: [String]
  let theme: Theme
  private let name: TextBlock
  private let nameOffset: Double
  /// Indices of the labels that are shown: all, or every second, third, …, as there is room.
  private let shown: [Int]

  static let width = 12.0

  /// Room to the right of the bar for labels and name.
  static func labelWidth(_ labels: [String], typesetter: Typesetter) -> Double {
    AxisDrawing.sideWidth(labels, hasName: true, typesetter: typesetter)
  }

  init(_ key: ColourKey, frame: Rect, in bounds: Rect, theme: Theme, typesetter: Typesetter) {
    self.frame = frame
    self.bounds = bounds
    self.theme = theme
    colours = key.colours
    isContinuous = key.isContinuous
    name = AxisDrawing.name(
      key.name, room: AxisDrawing.room(at: frame.midY, in: bounds), theme.ink, typesetter: typesetter)
    labels = key.labels
    nameOffset = Self.labelWidth(labels, typesetter: typesetter)
    let room = frame.height / Double(colours.count)
    let step = max(1, Int((FigureStyle.tickSize * 1.25 / max(room, 0.01)).rounded(.up)))
    shown = Array(stride(from: (labels.count - 1) % step / 2, to: labels.count, by: step))
  }

  func draw(on canvas: any Canvas) {
    let height = frame.height / Double(colours.count)
    if isContinuous && colours.count > 1 {
      canvas.clip(to: outline(height)) {
        canvas.draw(gradient, in: frame, isSmooth: true)
      }
    } else {
      for (index, colour) in colours.enumerated() { canvas.fill(band(index, height), with: colour) }
    }
    canvas.stroke(outline(height), with: Stroke(theme.ink, width: 0.8, isRound: false))
    var marks = Path()
    for index in shown {
      let y = colours.count == 1 ? frame.midY : frame.maxY - Double(index + 1) * height
      marks.addLine(
        from: Point(x: frame.maxX, y: y), to: Point(x: frame.maxX + FigureStyle.tickLength, y: y))
      canvas.draw(
        TextBlock(labels[index], size: FigureStyle.tickSize, colour: theme.ink),
        at: Point(x: frame.maxX + FigureStyle.tickLength + 2.5, y: y), pivot: Point(x: 0, y: 0.5))
    }
    canvas.stroke(marks, with: Stroke(theme.ink, width: 0.8, isRound: false))
    canvas.draw(
      name, at: Point(x: frame.maxX + nameOffset, y: frame.midY), pivot: Point(x: 0.5, y: 1), angle: -.pi / 2)
  }

  /// The bands' colours run into each other: each band's own is at its middle.
  private var gradient: Raster {
    let steps = 16
    let rows = colours.count * steps
    let pixels = (0..<rows).map { row in
      let place = (Double(rows - row) - 0.5) / Double(steps) - 0.5
      let index = max(0, min(colours.count - 2, Int(place.rounded(.down))))
      let share = min(1, max(0, place - Double(index)))
      return colours[index].mixed(with: colours[index + 1], share).premultipliedWord
    }
    return Raster(width: 1, height: rows, pixels: pixels)
  }

  /// A band's box, or its triangle at an open end.
  private func band(_ index: Int, _ height: Double) -> Path {
    let isFirst = index == 0
    let isLast = index == colours.count - 1
    let bottom = frame.maxY - Double(index) * height
    let top = bottom - height
    var path = Path()
    switch (isFirst, isLast) {
    case (true, true):
      path.add(frame)
    case (true, false):
      path.add(
        [
          Point(x: frame.x, y: top), Point(x: frame.maxX, y: top), Point(x: frame.midX, y: frame.maxY),
        ], isClosed: true)
    case (false, true):
      path.add(
        [
          Point(x: frame.x, y: bottom), Point(x: frame.maxX, y: bottom), Point(x: frame.midX, y: frame.y),
        ], isClosed: true)
    case (false, false):
      path.add(Rect(x: frame.x, y: top, width: frame.width, height: height))
    }
    return path
  }

  private func outline(_ height: Double) -> Path {
    guard colours.count > 1 else { return .rect(frame) }
    var path = Path()
    path.add(
      [
        Point(x: frame.midX, y: frame.maxY), Point(x: frame.maxX, y: frame.maxY - height),
        Point(x: frame.maxX, y: frame.y + height), Point(x: frame.midX, y: frame.y),
        Point(x: frame.x, y: frame.y + height), Point(x: frame.x, y: frame.maxY - height),
      ], isClosed: true)
    return path
  }
}
