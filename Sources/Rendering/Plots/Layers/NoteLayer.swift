/// Words at a point of the data.
package struct NoteLayer: Layer {
  package let text: String
  package let point: Point
  /// Where the point lies in the text's box: (0, 0) its top left and (1, 1) its bottom right corner.
  package let pivot: Point
  /// From the point to the pivot, in points on the page.
  package let offset: Point

  /// Words beside a point, to its upper right by default.
  package init(
    _ text: String, at point: Point, pivot: Point = Point(x: 0, y: 1), offset: Point = Point(x: 5, y: -4)
  ) {
    self.text = text
    self.point = point
    self.pivot = pivot
    self.offset = offset
  }

  package var extent: Extent {
    Extent(x: Extent.range(of: [point.x]), y: Extent.range(of: [point.y]))
  }

  package var numbers: Numbers {
    .record(["kind": .text("note"), "text": .text(MathText.plain(text)), "at": .point(point)])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    guard area.x.shows(point.x) && area.y.shows(point.y) else { return LayerPlan(steps: []) }
    let block = TextBlock(text, size: FigureStyle.legendSize, colour: area.theme.ink)
    let size = area.setting.typesetter.size(of: block)
    let place = area.place(point)
    // Where the frame would cut the words off, they stand on the other side of the point.
    let flipsX = !(area.frame.x...area.frame.maxX).contains(
      place.x + offset.x + (1 - 2 * pivot.x) * size.width)
    let flipsY = !(area.frame.y...area.frame.maxY).contains(
      place.y + offset.y + (1 - 2 * pivot.y) * size.height)
    let pivot = Point(x: flipsX ? 1 - pivot.x : pivot.x, y: flipsY ? 1 - pivot.y : pivot.y)
    let anchor = Point(
      x: place.x + (flipsX ? -offset.x : offset.x), y: place.y + (flipsY ? -offset.y : offset.y))
    let box = Rect(
      x: anchor.x - pivot.x * size.width - 2, y: anchor.y - pivot.y * size.height - 1, width: size.width + 4,
      height: size.height + 2)
    return LayerPlan(steps: [
      .fill(.rect(box), area.theme.background.withAlpha(0.75)), .text(block, anchor, pivot: pivot),
    ])
  }
}
