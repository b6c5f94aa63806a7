/// Ticks, tick labels and names around a plot's frame.
struct AxisDrawing {
  let frame: Rect
  /// What names may extend over.
  let bounds: Rect
  let theme: Theme

  /// Room below the frame for ticks and name.
  static let bottomHeight = 34.0

  /// Draws the frame itself.
  func drawFrame(on canvas: any Canvas) {
    canvas.stroke(.rect(frame), with: Stroke(theme.ink, width: 0.8, isRound: false))
  }

  /// Draws the axis below the frame.
  func drawBottom(_ axis: PlotAxis, showsLabels: Bool, typesetter: Typesetter, on canvas: any Canvas) {
    drawLevel(axis, y: frame.maxY, direction: 1, showsLabels, typesetter, on: canvas)
  }

  /// Draws the axis above the frame.
  func drawTop(_ axis: PlotAxis, typesetter: Typesetter, on canvas: any Canvas) {
    drawLevel(axis, y: frame.y, direction: -1, true, typesetter, on: canvas)
  }

  private func drawLevel(
    _ axis: PlotAxis, y: Double, direction: Double, _ showsLabels: Bool, _ typesetter: Typesetter,
    on canvas: any Canvas
  ) {
    var marks = Path()
    var end = -Double.infinity
    let (tip, pivot) = (y + direction * FigureStyle.tickLength, direction > 0 ? 0.0 : 1)
    for (value, label) in zip(axis.ticks.values, axis.ticks.labels) {
      let x = axis.position(value)
      marks.addLine(from: Point(x: x, y: y), to: Point(x: x, y: tip))
      // Words of one's own may be too wide to stand side by side.
      let half = typesetter.size(of: tick(label)).width / 2
      guard showsLabels, x - half > end + 2 else { continue }
      end = x + half
      canvas.draw(tick(label), at: Point(x: x, y: tip + direction * 2.5), pivot: Point(x: 0.5, y: pivot))
    }
    canvas.stroke(marks, with: markStroke)
    guard showsLabels, !axis.label.isEmpty else { return }
    let room = 2 * min(frame.midX - bounds.x, bounds.maxX - frame.midX)
    canvas.draw(
      Self.name(axis.label, room: min(room, frame.width + 50), theme.ink, typesetter: typesetter),
      at: Point(x: frame.midX, y: y + direction * Self.bottomHeight), pivot: Point(x: 0.5, y: 1 - pivot))
  }

  /// Draws the axis on the left.
  func drawLeft(
    _ axis: PlotAxis, showsLabels: Bool, colour: Colour?, typesetter: Typesetter, on canvas: any Canvas
  ) {
    drawSide(axis, x: frame.x, direction: -1, showsLabels, colour, typesetter, on: canvas)
  }

  /// Draws the axis on the right.
  func drawRight(_ axis: PlotAxis, colour: Colour?, typesetter: Typesetter, on canvas: any Canvas) {
    drawSide(axis, x: frame.maxX, direction: 1, true, colour, typesetter, on: canvas)
  }

  private func drawSide(
    _ axis: PlotAxis, x: Double, direction: Double, _ showsLabels: Bool, _ colour: Colour?,
    _ typesetter: Typesetter, on canvas: any Canvas
  ) {
    var marks = Path()
    var last = Double.infinity
    for (value, label) in zip(axis.ticks.values, axis.ticks.labels) {
      let y = axis.position(value)
      let end = x + direction * FigureStyle.tickLength
      marks.addLine(from: Point(x: x, y: y), to: Point(x: end, y: y))
      guard showsLabels, last - y >= typesetter.size(of: tick(label)).height else { continue }
      last = y
      canvas.draw(
        tick(label, colour), at: Point(x: end + direction * 2.5, y: y),
        pivot: Point(x: direction < 0 ? 1 : 0, y: 0.5))
    }
    canvas.stroke(marks, with: markStroke)
    guard showsLabels, !axis.label.isEmpty else { return }
    let offset = Self.sideWidth(axis.ticks.labels, hasName: true, typesetter: typesetter)
    canvas.draw(
      Self.name(axis.label, room: sideRoom, colour ?? theme.ink, typesetter: typesetter),
      at: Point(x: x + direction * offset, y: frame.midY), pivot: Point(x: 0.5, y: direction < 0 ? 0 : 1),
      angle: -.pi / 2)
  }

  /// Room beside the frame for ticks and name: the widest label and a line of text.
  static func sideWidth(_ labels: [String], hasName: Bool, typesetter: Typesetter) -> Double {
    widest(labels, typesetter: typesetter) + FigureStyle.tickLength + 6
      + (hasName ? FigureStyle.labelSize * 1.4 : 0)
  }

  /// Width of the widest tick label.
  static func widest(_ labels: [String], typesetter: Typesetter) -> Double {
    labels.map { typesetter.size(of: TextBlock($0, size: FigureStyle.tickSize, colour: .black)).width }
      .max() ?? 0
  }

  private var markStroke: Stroke { Stroke(theme.ink, width: 0.8, isRound: false) }

  private func tick(_ label: String, _ colour: Colour? = nil) -> TextBlock {
    TextBlock(label, size: FigureStyle.tickSize, colour: colour ?? theme.ink)
  }

  /// Room for a name that is centred on the frame's side; on narrow frames it would meet the one below if it were
  /// longer.
  private var sideRoom: Double {
    let room = Self.room(at: frame.midY, in: bounds)
    return frame.width > 180 ? room : min(room, frame.height + 24)
  }

  /// Room for a vertical name centred at a height.
  static func room(at y: Double, in bounds: Rect) -> Double { 2 * min(y - bounds.y, bounds.maxY - y) }

  /// The name of an axis, shortened where there is no room for it.
  ///
  /// Words in parentheses at its end go first, then all but its last word.
  static func name(_ label: String, room: Double, _ colour: Colour, typesetter: Typesetter) -> TextBlock {
    let fitting = names(label).first {
      typesetter.size(of: TextBlock($0, size: FigureStyle.labelSize, colour: colour)).width <= room
    }
    return TextBlock(
      fitting ?? label, size: FigureStyle.labelSize, colour: colour, alignment: .centre,
      wrapping: TextBlock.Wrapping(width: max(room, 1), lines: 1))
  }

  /// A name and shorter ones for it: `cross-entropy loss (log scale)`, `cross-entropy loss`, `loss`.
  private static func names(_ label: String) -> [String] {
    var names = [label]
    if label.hasSuffix(")"), let end = label.indices.first(where: { label[$0...].hasPrefix(" (") }) {
      names.append(String(label[..<end]))
    }
    if let word = names.last?.split(separator: " ").last { names.append(String(word)) }
    // Mathematics is not taken apart.
    return names.filter { name in name.count { $0 == "$" }.isMultiple(of: 2) }
  }
}
