/// Bars between neighbouring edges, standing on zero (on a log axis on its lower end).
package struct HistogramLayer: Layer {
  package let name: String
  /// Strictly increasing, one more than there are bars.
  package let edges: [Double]
  package let heights: [Double]
  package let style: SeriesStyle
  /// Share of each bar's width that is left free, half of it on either side.
  package let gap: Double
  /// Only the outline, for histograms that lie over each other.
  package let isOutline: Bool

  /// Bars of given heights.
  package init(
    _ name: String, edges: [Double], heights: [Double], style: SeriesStyle, gap: Double = 0,
    isOutline: Bool = false
  ) {
    precondition(edges.count == heights.count + 1, "\(edges.count) edges for \(heights.count) bars")
    self.name = name
    self.edges = edges
    self.heights = heights
    self.style = style
    self.gap = gap
    self.isOutline = isOutline
  }

  /// How often values fall between evenly spaced edges; what is not finite or lies outside is not counted.
  ///
  /// A value on an inner edge belongs to the bar on its right, one on the last edge to the last bar.
  package static func counts(
    of values: some Sequence<Double>, from lower: Double, to upper: Double, bins: Int
  ) -> (edges: [Double], counts: [Double]) {
    precondition(lower < upper && bins > 0, "no \(bins) bins from \(lower) to \(upper)")
    var counts = [Double](repeating: 0, count: bins)
    for value in values where value >= lower && value <= upper {
      counts[min(bins - 1, Int(Span.share(value, lower, upper) * Double(bins)))] += 1
    }
    let width = (upper - lower) * Double(bins)
    let edges = (0...bins).map { edge in
      width.isFinite
        ? lower + (upper - lower) * Double(edge) / Double(bins)
        : Span.value(at: Double(edge) / Double(bins), lower, upper)
    }
    return (edges, counts)
  }

  package var extent: Extent {
    let isAbove = heights.allSatisfy { !($0 < 0) }
    return Extent(
      x: Extent.range(of: edges), y: Extent.range(of: heights + [0]), tightX: .both,
      tightY: isAbove ? .lower : [])
  }

  package var numbers: Numbers {
    .record([
      "kind": .text("histogram"), "name": .text(MathText.plain(name)), "edges": .list(edges),
      "heights": .list(heights),
    ])
  }

  /// What the legend says of the bars.
  package func legendEntry(in theme: Theme) -> Legend.Entry {
    Legend.Entry(isOutline ? .series(style) : .swatch(fill(in: theme)), name)
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    let base = area.y.isLogarithmic ? area.frame.maxY : area.y.position(0)
    let top = { (height: Double) in area.y.shows(height) ? area.y.position(height) : base }
    if isOutline {
      var points = [Point(x: area.x.position(edges[0]), y: base)]
      for (index, height) in heights.enumerated() {
        points.append(Point(x: area.x.position(edges[index]), y: top(height)))
        points.append(Point(x: area.x.position(edges[index + 1]), y: top(height)))
      }
      points.append(Point(x: area.x.position(edges[edges.count - 1]), y: base))
      var path = Path()
      path.add(points, isClosed: false)
      return LayerPlan(steps: [.stroke(path, style.stroke(in: area.theme))])
    }
    var path = Path()
    for (index, height) in heights.enumerated() where height.isFinite && height != 0 {
      let (left, right) = (area.x.position(edges[index]), area.x.position(edges[index + 1]))
      let inset = (right - left) * gap / 2
      let y = top(height)
      path.add(
        Rect(x: left + inset, y: min(y, base), width: right - left - 2 * inset, height: abs(base - y)))
    }
    let outline = Stroke(area.theme.background, width: 0.6, isRound: false)
    return LayerPlan(steps: [.fill(path, fill(in: area.theme)), .stroke(path, outline)])
  }

  private func fill(in theme: Theme) -> Colour { style.colour(in: theme).mixed(with: theme.background, 0.15) }
}
