/// A thin dotted line through points of the data, for comparison with what is drawn.
struct GuideLineLayer: Layer {
  let name: String
  let points: [Point]

  var extent: Extent { Extent(x: Extent.range(of: points.map(\.x)), y: Extent.range(of: points.map(\.y))) }

  var numbers: Numbers {
    .record([
      "kind": .text("guide line"), "name": .text(MathText.plain(name)),
      "points": .list(points.map(Numbers.point)),
    ])
  }

  static func stroke(in theme: Theme) -> Stroke {
    Stroke(theme.softInk, width: 1, dashes: [1.2, 2.4], isRound: false)
  }

  func legendEntry(in theme: Theme) -> Legend.Entry { Legend.Entry(.line(Self.stroke(in: theme)), name) }

  func plan(in area: PlotArea) -> any FigurePlan {
    var path = Path()
    path.add(points.map(area.place), isClosed: false)
    return LayerPlan(steps: [.stroke(path, Self.stroke(in: area.theme))])
  }
}
