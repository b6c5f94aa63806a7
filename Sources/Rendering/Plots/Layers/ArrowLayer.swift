/// Arrows from points of the data, such as gradients.
package struct ArrowLayer: Layer {
  /// An arrow between two points of the data.
  package struct Arrow: Hashable, Sendable {
    package let from: Point
    package let to: Point

    package init(from: Point, to: Point) {
      self.from = from
      self.to = to
    }
  }

  package let name: String
  package let arrows: [Arrow]
  package let style: SeriesStyle

  /// Arrows of one kind.
  package init(_ name: String, _ arrows: [Arrow], style: SeriesStyle) {
    self.name = name
    self.arrows = arrows
    self.style = style
  }

  package var extent: Extent {
    let points = arrows.flatMap { [$0.from, $0.to] }
    return Extent(x: Extent.range(of: points.map(\.x)), y: Extent.range(of: points.map(\.y)))
  }

  package var numbers: Numbers {
    .record([
      "kind": .text("arrows"), "name": .text(MathText.plain(name)),
      "arrows": .list(arrows.map { .list([.point($0.from), .point($0.to)]) }),
    ])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    var shafts = Path()
    var heads: [Path] = []
    for arrow in arrows {
      let (start, tip) = (area.place(arrow.from), area.place(arrow.to))
      let length = start.distance(to: tip)
      guard length > 0.01 else { continue }
      let head = min(7.0, length * 0.6)
      let share = (length - 0.7 * head) / length
      shafts.addLine(
        from: start, to: Point(x: start.x + (tip.x - start.x) * share, y: start.y + (tip.y - start.y) * share)
      )
      heads.append(.arrowhead(tip: tip, from: start, length: head))
    }
    // A rim in the background's colour keeps arrows legible on any colour.
    let colour = style.colour(in: area.theme)
    let rim = Stroke(area.theme.background, width: style.width + 1.6)
    return LayerPlan(
      steps: [.stroke(shafts, rim)] + heads.map { .stroke($0, Stroke(area.theme.background, width: 1.6)) }
        + [.stroke(shafts, Stroke(colour, width: style.width))] + heads.map { .fill($0, colour) })
  }
}
