/// Straight lines across the plot at given values, with a word beside each.
package struct RuleLayer: Layer {
  /// Which way a line runs.
  package enum Direction: Hashable, Sendable {
    /// At a value of the horizontal axis.
    case vertical
    /// At a value of the vertical axis.
    case horizontal
  }

  package let direction: Direction
  package let value: Double
  package let text: String

  /// A dashed line with a text, which may be empty.
  package init(_ direction: Direction, at value: Double, text: String = "") {
    self.direction = direction
    self.value = value
    self.text = text
  }

  package var extent: Extent {
    direction == .vertical ? Extent(x: Extent.range(of: [value])) : Extent(y: Extent.range(of: [value]))
  }

  package var numbers: Numbers {
    .record([
      "kind": .text(direction == .vertical ? "vertical line" : "horizontal line"), "at": .number(value),
      "text": .text(MathText.plain(text)),
    ])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    let frame = area.frame
    let block = TextBlock(text, size: FigureStyle.legendSize, colour: area.theme.softInk)
    let size = area.setting.typesetter.size(of: block)
    switch direction {
    case .vertical:
      guard area.x.shows(value) else { return LayerPlan(steps: []) }
      let x = area.x.position(value)
      // The text stands on the side where there is room for it.
      let isLeft = x + 4 + size.width > frame.maxX
      let left = isLeft ? x - 4 - size.width : x + 4
      return plan(
        .line(from: Point(x: x, y: frame.y), to: Point(x: x, y: frame.maxY)), block,
        Rect(x: left, y: frame.y + 4, width: size.width, height: size.height), area.theme)
    case .horizontal:
      guard area.y.shows(value) else { return LayerPlan(steps: []) }
      let y = area.y.position(value)
      let isBelow = y - 16 < frame.y
      let top = isBelow ? y + 2 : y - 2 - size.height
      return plan(
        .line(from: Point(x: frame.x, y: y), to: Point(x: frame.maxX, y: y)), block,
        Rect(x: frame.maxX - 4 - size.width, y: top, width: size.width, height: size.height), area.theme)
    }
  }

  /// The line, and the words on a ground that keeps them legible.
  private func plan(_ line: Path, _ block: TextBlock, _ box: Rect, _ theme: Theme) -> LayerPlan {
    let stroke = Stroke(theme.softInk, width: 1, dashes: [4, 3], isRound: false)
    var steps: [LayerPlan.Step] = [.stroke(line, stroke)]
    if !text.isEmpty {
      steps.append(.fill(.rect(box), theme.background.withAlpha(0.75)))
      steps.append(.text(block, Point(x: box.x, y: box.y), pivot: Point(x: 0, y: 0)))
    }
    return LayerPlan(steps: steps)
  }
}
