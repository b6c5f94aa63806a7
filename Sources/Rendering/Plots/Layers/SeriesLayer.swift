/// Values along the horizontal axis, joined by lines; interrupted where one is not finite.
package struct SeriesLayer: Layer {
  package let x: [Double]
  package let y: [Double]
  package let name: String
  package let style: SeriesStyle

  /// - Parameters:
  ///   - name: what the series is called in legend and numbers.
  ///   - x: positions.
  ///   - y: one value a position.
  ///   - style: colour, dash and marker.
  package init(_ name: String, x: [Double], y: [Double], style: SeriesStyle) {
    precondition(x.count == y.count, "\(y.count) values at \(x.count) positions")
    self.name = name
    self.x = x
    self.y = y
    self.style = style
  }

  package var extent: Extent { Extent(x: Extent.range(of: x), y: Extent.range(of: y)) }

  package var numbers: Numbers {
    .record(["kind": .text("series"), "name": .text(MathText.plain(name)), "x": .list(x), "y": .list(y)])
  }

  /// What the legend says of the series.
  package var legendEntry: Legend.Entry { Legend.Entry(.series(style), name) }

  package func plan(in area: PlotArea) -> any FigurePlan {
    let path = SeriesPath(x, y, in: area)
    let colour = style.colour(in: area.theme)
    var steps: [LayerPlan.Step] = [.stroke(path.lines, style.stroke(in: area.theme))]
    if style.showsMarkers {
      for point in Self.spread(path.isolated + path.lines.points) {
        steps.append(.marker(style.marker, point, colour, area.theme.background))
      }
    } else {
      steps += path.isolated.map { .fill(.circle(centre: $0, radius: style.width * 1.3), colour) }
    }
    return LayerPlan(steps: steps)
  }

  /// Points far enough apart for markers that do not touch.
  private static func spread(_ points: [Point]) -> [Point] {
    var kept: [Point] = []
    for point in points where kept.last.map({ $0.distance(to: point) >= 9 }) ?? true { kept.append(point) }
    return kept
  }
}
