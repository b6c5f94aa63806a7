/// Something drawn inside a plot's frame.
package protocol Layer: Sendable {
  /// The ranges of the axes that the layer fills; nil along an axis that it leaves to others.
  var extent: Extent { get }

  /// What is drawn, as numbers.
  var numbers: Numbers { get }

  /// Moves the layer to the page.
  func plan(in area: PlotArea) -> any FigurePlan
}

/// Ranges of values along the two axes of a plot.
package struct Extent: Hashable, Sendable {
  /// Ends of a range.
  package struct Ends: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let lower = Ends(rawValue: 1)
    package static let upper = Ends(rawValue: 2)
    package static let both: Ends = [.lower, .upper]
  }

  package var x: ClosedRange<Double>?
  package var y: ClosedRange<Double>?
  /// Where an axis should end exactly with the data.
  package var tightX: Ends
  package var tightY: Ends

  package init(
    x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil, tightX: Ends = [], tightY: Ends = []
  ) {
    self.x = x
    self.y = y
    self.tightX = tightX
    self.tightY = tightY
  }

  /// The range of those values that an axis can show; nil when there are none.
  package static func range(
    of values: some Sequence<Double>, isLogarithmic: Bool = false
  ) -> ClosedRange<Double>? {
    var lower = Double.infinity
    var upper = -Double.infinity
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    return lower <= upper ? lower...upper : nil
  }
}

/// A plot's frame on the page and the axes that lead from data to it.
package struct PlotArea {
  let frame: Rect
  let x: PlotAxis
  let y: PlotAxis
  let setting: PanelSetting

  var theme: Theme { setting.theme }

  /// The place of a point of the data.
  func place(_ point: Point) -> Point { Point(x: x.position(point.x), y: y.position(point.y)) }

  /// Curves of the data on the page.
  func path(_ curves: Curves) -> Path {
    var path = Path()
    path.add(curves, at: place)
    return path
  }
}

/// A layer on the page as a list of drawing steps.
struct LayerPlan: FigurePlan {
  let steps: [Step]

  /// One drawing call.
  enum Step {
    case fill(Path, Colour)
    case stroke(Path, Stroke)
    case marker(Marker, Point, Colour?, Colour)
    case text(TextBlock, Point, pivot: Point, angle: Double = 0)
    case hatch(Path, Rect, Stroke, spacing: Double)
    case image(Raster, Rect, isSmooth: Bool)
  }

  func draw(on canvas: any Canvas) {
    for step in steps {
      switch step {
      case .fill(let path, let colour): canvas.fill(path, with: colour)
      case .stroke(let path, let stroke): canvas.stroke(path, with: stroke)
      case .marker(let marker, let point, let colour, let background):
        marker.draw(on: canvas, at: point, colour: colour, background: background)
      case .text(let text, let anchor, let pivot, let angle):
        canvas.draw(text, at: anchor, pivot: pivot, angle: angle)
      case .hatch(let path, let bounds, let stroke, let spacing):
        canvas.hatch(path, in: bounds, with: stroke, spacing: spacing)
      case .image(let raster, let rect, let isSmooth): canvas.draw(raster, in: rect, isSmooth: isSmooth)
      }
    }
  }
}
