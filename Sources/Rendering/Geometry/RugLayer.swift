/// Short ticks inside the lower edge of a plot at some values, such as the knots of a path.
struct RugLayer: Layer {
  let name: String
  let values: [Double]

  var extent: Extent { Extent() }

  var numbers: Numbers {
    .record(["kind": .text("ticks"), "name": .text(MathText.plain(name)), "values": .list(values)])
  }

  /// Length of a tick in points.
  static let length = 6.0

  func plan(in area: PlotArea) -> any FigurePlan {
    var path = Path()
    for value in values where area.x.shows(value) {
      let x = area.x.position(value)
      path.addLine(from: Point(x: x, y: area.frame.maxY), to: Point(x: x, y: area.frame.maxY - Self.length))
    }
    return LayerPlan(steps: [.stroke(path, Stroke(area.theme.ink, width: 0.9, isRound: false))])
  }
}
