/// A thin line at zero of the vertical axis.
struct ZeroLayer: Layer {
  var extent: Extent { Extent() }
  var numbers: Numbers { .record(["kind": .text("zero line")]) }

  func plan(in area: PlotArea) -> any FigurePlan {
    guard !area.y.isLogarithmic, area.y.lower <= 0, area.y.upper >= 0 else { return LayerPlan(steps: []) }
    let y = area.y.position(0)
    let line = Path.line(from: Point(x: area.frame.x, y: y), to: Point(x: area.frame.maxX, y: y))
    return LayerPlan(steps: [.stroke(line, Stroke(area.theme.hatching, width: 0.7, isRound: false))])
  }
}
