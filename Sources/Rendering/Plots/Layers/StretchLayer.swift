/// Stretches of the horizontal axis that are unlike the rest, such as those without values.
package struct StretchLayer: Layer {
  /// How a stretch is marked.
  package enum Sign: Hashable, Sendable {
    case missing
    case shade(SeriesStyle)
  }

  package let stretches: [ClosedRange<Double>]
  package let sign: Sign

  /// Stretches from edge to edge of the plot.
  package init(_ stretches: [ClosedRange<Double>], sign: Sign) {
    self.stretches = stretches
    self.sign = sign
  }

  /// For each run of flagged positions a stretch that reaches half-way to the neighbours.
  package static func runs(of flags: [Bool], at x: [Double]) -> [ClosedRange<Double>] {
    var result: [ClosedRange<Double>] = []
    var index = 0
    while index < flags.count {
      let start = index
      while index < flags.count && flags[index] { index += 1 }
      if index > start {
        let lower = start == 0 ? x[0] : (x[start - 1] + x[start]) / 2
        let upper = index == flags.count ? x[index - 1] : (x[index - 1] + x[index]) / 2
        result.append(lower...upper)
      }
      index += 1
    }
    return result
  }

  package var extent: Extent { Extent() }

  package var numbers: Numbers {
    .record([
      "kind": .text(sign == .missing ? "missing" : "shade"),
      "stretches": .list(stretches.map { .list([$0.lowerBound, $0.upperBound]) }),
    ])
  }

  /// The colour of a shade.
  static func shade(_ style: SeriesStyle, in theme: Theme) -> Colour {
    style.colour(in: theme).mixed(with: theme.background, 0.75)
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    var path = Path()
    for stretch in stretches {
      let (left, right) = (area.x.position(stretch.lowerBound), area.x.position(stretch.upperBound))
      path.add(Rect(x: left, y: area.frame.y, width: right - left, height: area.frame.height))
    }
    switch sign {
    case .missing:
      return LayerPlan(steps: [
        .fill(path, area.theme.missing),
        .hatch(path, area.frame, Stroke(area.theme.hatching, width: 0.7), spacing: 6),
      ])
    case .shade(let style): return LayerPlan(steps: [.fill(path, Self.shade(style, in: area.theme))])
    }
  }
}
