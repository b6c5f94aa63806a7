/// Values on a grid of cells, each in its colour; cells without a value are hatched.
package struct HeatMapLayer: Layer {
  /// Evenly spaced middles of the columns.
  package let x: [Double]
  /// Evenly spaced middles of the rows.
  package let y: [Double]
  /// `[row][column]`, row 0 at `y[0]`.
  package let values: [Double]
  package let key: ColourKey

  /// A map of `x.count · y.count` values.
  package init(x: [Double], y: [Double], values: [Double], key: ColourKey) {
    precondition(values.count == x.count * y.count, "\(values.count) values on \(y.count) × \(x.count) cells")
    self.x = x
    self.y = y
    self.values = values
    self.key = key
  }

  package var extent: Extent { Extent(x: Self.ends(x), y: Self.ends(y), tightX: .both, tightY: .both) }

  package var numbers: Numbers {
    .record(["kind": .text("heat map"), "x": .list(x), "y": .list(y), "values": .list(values)])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    guard let (xs, ys) = Self.ends(x).flatMap({ x in Self.ends(y).map { (x, $0) } }) else {
      return LayerPlan(steps: [])
    }
    var pixels: [UInt32] = []
    var missing = Path()
    let corner = area.place(Point(x: xs.lowerBound, y: ys.upperBound))
    let opposite = area.place(Point(x: xs.upperBound, y: ys.lowerBound))
    let rect = Rect(x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
    let (width, height) = (rect.width / Double(x.count), rect.height / Double(y.count))
    for row in y.indices.reversed() {
      for column in x.indices {
        let value = values[row * x.count + column]
        pixels.append((value.isNaN ? area.theme.missing : key.colour(of: value)).premultipliedWord)
        guard value.isNaN else { continue }
        missing.add(
          Rect(
            x: rect.x + Double(column) * width, y: rect.y + Double(y.count - 1 - row) * height, width: width,
            height: height))
      }
    }
    let raster = Raster(width: x.count, height: y.count, pixels: pixels)
    return LayerPlan(steps: [
      .image(raster, rect, isSmooth: false),
      .hatch(missing, rect, Stroke(area.theme.hatching, width: 0.7), spacing: 6),
    ])
  }

  /// The outer edges of evenly spaced cells; a single one is one unit wide.
  private static func ends(_ middles: [Double]) -> ClosedRange<Double>? {
    guard let first = middles.first, let last = middles.last else { return nil }
    let half = middles.count > 1 ? (last - first) / Double(middles.count - 1) / 2 : 0.5
    return (first - half)...(last + half)
  }
}
