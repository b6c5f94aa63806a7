/// Many points as small dots.
package struct ScatterLayer: Layer {
  package let name: String
  package let points: [Point]
  package let style: SeriesStyle
  /// Radius of a dot in points on the page.
  package let radius: Double
  /// Opacity of a dot, 0…1.
  package let opacity: Double

  /// Dots of one kind.
  package init(
    _ name: String, _ points: [Point], style: SeriesStyle, radius: Double = 1.4, opacity: Double = 0.6
  ) {
    self.name = name
    self.points = points
    self.style = style
    self.radius = radius
    self.opacity = opacity
  }

  package var extent: Extent {
    Extent(x: Extent.range(of: points.map(\.x)), y: Extent.range(of: points.map(\.y)))
  }

  package var numbers: Numbers {
    .record([
      "kind": .text("points"), "name": .text(MathText.plain(name)),
      "points": .list(points.map(Numbers.point)),
    ])
  }

  /// What the legend says of the dots.
  package func legendEntry(in theme: Theme) -> Legend.Entry {
    Legend.Entry(.marker(.disc, style.colour(in: theme)), name)
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    let colour = style.colour(in: area.theme).withAlpha(opacity)
    // One call a dot, so that overlapping ones add up instead of cancelling each other.
    return LayerPlan(
      steps: points.filter { area.x.shows($0.x) && area.y.shows($0.y) }.map {
        .fill(.circle(centre: area.place($0), radius: radius), colour)
      })
  }
}
