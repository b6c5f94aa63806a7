/// A filled part of the plane, such as the points that a constraint allows.
package struct RegionLayer: Layer {
  package let name: String
  /// Corners of each closed outline, in data units; holes by the even-odd rule.
  package let outlines: [[Point]]
  package let style: SeriesStyle
  /// Share of the background in the filling, 0…1; 1 leaves the inside as it is.
  package let lightness: Double

  /// A region within outlines.
  package init(_ name: String, outlines: [[Point]], style: SeriesStyle, lightness: Double = 0.7) {
    self.name = name
    self.outlines = outlines
    self.style = style
    self.lightness = lightness
  }

  package var extent: Extent {
    let points = outlines.flatMap(\.self)
    return Extent(x: Extent.range(of: points.map(\.x)), y: Extent.range(of: points.map(\.y)))
  }

  package var numbers: Numbers {
    .record([
      "kind": .text("region"), "name": .text(MathText.plain(name)),
      "outlines": .list(outlines.map { .list($0.map(Numbers.point)) }),
    ])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    var path = Path()
    for outline in outlines { path.add(outline.map(area.place), isClosed: true) }
    let colour = style.colour(in: area.theme)
    var steps: [LayerPlan.Step] = []
    if lightness < 1 { steps.append(.fill(path, colour.withAlpha(1 - lightness))) }
    steps.append(.stroke(path, Stroke(colour, width: style.width)))
    return LayerPlan(steps: steps)
  }
}
