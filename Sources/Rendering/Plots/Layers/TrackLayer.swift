/// A way over a map: a line with a rim that shows on every colour, and a sign at each of its points.
package struct TrackLayer: Layer {
  package let name: String
  package let points: [Point]
  package let style: SeriesStyle

  /// - Parameters:
  ///   - name: what the way is called in legend and numbers.
  ///   - points: in order.
  ///   - style: of line and signs.
  package init(_ name: String, _ points: [Point], style: SeriesStyle) {
    self.name = name
    self.points = points
    self.style = style
  }

  package var extent: Extent { Extent() }

  package var numbers: Numbers {
    .record([
      "kind": .text("track"), "name": .text(MathText.plain(name)),
      "points": .list(points.map(Numbers.point)),
    ])
  }

  /// What the legend says of the way.
  package var legendEntry: Legend.Entry { Legend.Entry(.series(style), name) }

  /// Least distance of two signs on the page, in points.
  private static let spacing = 7.0

  package func plan(in area: PlotArea) -> any FigurePlan {
    let places = points.filter { area.x.shows($0.x) && area.y.shows($0.y) }.map(area.place)
    var path = Path()
    if places.count > 1 { path.add(places, isClosed: false) }
    let colour = style.colour(in: area.theme)
    var steps: [LayerPlan.Step] = [
      .stroke(path, Stroke(area.theme.background, width: style.width + 2.2)),
      .stroke(path, Stroke(colour, width: style.width)),
    ]
    var last: Point?
    for (index, place) in places.enumerated()
    where index == places.count - 1 || last.map({ $0.distance(to: place) >= Self.spacing }) ?? true {
      steps.append(.marker(style.marker, place, colour, area.theme.background))
      last = place
    }
    return LayerPlan(steps: steps)
  }
}
