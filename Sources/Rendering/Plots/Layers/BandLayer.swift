/// The area between two series, such as a value ± its standard error.
package struct BandLayer: Layer {
  package let x: [Double]
  package let lower: [Double]
  package let upper: [Double]
  /// The series that the band belongs to.
  package let style: SeriesStyle

  /// A band, interrupted where one of its sides is not finite.
  package init(x: [Double], lower: [Double], upper: [Double], style: SeriesStyle) {
    precondition(x.count == lower.count && x.count == upper.count, "a band's sides differ in length")
    self.x = x
    self.lower = lower
    self.upper = upper
    self.style = style
  }

  package var extent: Extent { Extent(x: Extent.range(of: x), y: Extent.range(of: lower + upper)) }

  package var numbers: Numbers {
    .record(["kind": .text("band"), "x": .list(x), "lower": .list(lower), "upper": .list(upper)])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    var path = Path()
    var run: [Int] = []
    for index in 0...x.count {
      let isShown =
        index < x.count && area.x.shows(x[index]) && area.y.shows(lower[index]) && area.y.shows(upper[index])
      if isShown {
        run.append(index)
      } else if !run.isEmpty {
        let there = run.map { area.place(Point(x: x[$0], y: lower[$0])) }
        let back = run.reversed().map { area.place(Point(x: x[$0], y: upper[$0])) }
        path.add(there + back, isClosed: true)
        run.removeAll()
      }
    }
    let colour = style.colour(in: area.theme).mixed(with: area.theme.background, 0.72)
    return LayerPlan(steps: [.fill(path, colour)])
  }
}
