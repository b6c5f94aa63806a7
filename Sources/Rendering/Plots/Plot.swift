/// A panel with a horizontal axis, a vertical one, perhaps a second vertical one, and layers between them.
package struct Plot: Panel {
  /// Lines across the plot at the ticks.
  package enum Guides: Hashable, Sendable {
    case none
    case horizontal
    case both
  }

  package var heading: String
  package var x: AxisDescription
  package var y: AxisDescription
  /// Drawn in this order, inside the frame only.
  package var layers: [any Layer]
  /// Marks above the frame at values of the horizontal axis, such as another measure of the same positions.
  package var top: AxisDescription?
  /// The second vertical axis, on the right, and what is drawn against it, below the other layers.
  package var right: (axis: AxisDescription, layers: [any Layer])?
  /// Signs drawn last, which may reach over the frame.
  package var markers: [MarkerLayer.Item]
  /// Whether a unit is equally long on both axes, as far as the plot is no thin strip then.
  package var hasEqualScales: Bool
  package var guides: Guides

  /// Greatest ratio of an equally scaled plot's sides; beyond it the scales are no longer equal.
  static let greatestAspect = 8.0

  /// - Parameters:
  ///   - heading: above the frame.
  ///   - x: the horizontal axis.
  ///   - y: the vertical axis.
  ///   - layers: what is drawn, in order.
  ///   - top: named ticks above the frame, at values of the horizontal axis.
  ///   - right: a second vertical axis with its layers.
  ///   - markers: signs on top of all.
  ///   - hasEqualScales: whether a unit is equally long on both axes.
  ///   - guides: lines across the plot at the ticks.
  package init(
    heading: String = "", x: AxisDescription, y: AxisDescription, layers: [any Layer],
    top: AxisDescription? = nil, right: (axis: AxisDescription, layers: [any Layer])? = nil,
    markers: [MarkerLayer.Item] = [],
    hasEqualScales: Bool = false, guides: Guides = .none
  ) {
    self.heading = heading
    self.x = x
    self.y = y
    self.layers = layers
    self.top = top
    self.right = right
    self.markers = markers
    self.hasEqualScales = hasEqualScales
    self.guides = guides
  }

  package var aspect: Double? {
    guard hasEqualScales else { return nil }
    return min(max(Span.ratio(xEnds, yEnds), 1 / Self.greatestAspect), Self.greatestAspect)
  }

  package var numbers: Numbers {
    var record: [String: Numbers] = [
      "heading": .text(MathText.plain(heading)), "x": x.numbers(xEnds), "y": y.numbers(yEnds),
      "layers": .list(layers.map(\.numbers)), "markers": MarkerLayer(markers).numbers,
    ]
    if let right {
      record["right"] = right.axis.numbers(rightEnds)
      record["rightLayers"] = .list(right.layers.map(\.numbers))
    }
    return .record(record)
  }

  package func margins(width: Double, height: Double, in setting: PanelSetting) -> Margins {
    // The first and the last number below the frame reach over its corners.
    let numbers = x.ticks(in: xEnds, length: width, spacing: PlotPlan.horizontalSpacing).labels
    let half = setting.showsBottomLabels ? AxisDrawing.widest(numbers, typesetter: setting.typesetter) / 2 : 4
    return Margins(
      top: top == nil ? 0 : AxisDrawing.bottomHeight,
      left: setting.showsLeftLabels ? sideWidth(y, yEnds, height, setting) : half,
      bottom: setting.showsBottomLabels ? AxisDrawing.bottomHeight : 4,
      right: right.map { sideWidth($0.axis, rightEnds, height, setting) } ?? half)
  }

  package func plan(in frame: Rect, bounds: Rect, setting: PanelSetting) -> any FigurePlan {
    PlotPlan(of: self, in: frame, bounds: bounds, setting: setting)
  }

  var xEnds: ClosedRange<Double> {
    let layers = layers + (right?.layers ?? [])
    return ends(of: x, layers.map { ($0.extent.x, $0.extent.tightX) })
  }

  var yEnds: ClosedRange<Double> { ends(of: y, layers.map { ($0.extent.y, $0.extent.tightY) }) }

  var rightEnds: ClosedRange<Double> {
    guard let right else { return 0...1 }
    return ends(of: right.axis, right.layers.map { ($0.extent.y, $0.extent.tightY) })
  }

  private func ends(
    of axis: AxisDescription, _ extents: [(range: ClosedRange<Double>?, tight: Extent.Ends)]
  ) -> ClosedRange<Double> {
    let bounds = extents.compactMap(\.range).flatMap { [$0.lowerBound, $0.upperBound] }
    let data = Extent.range(of: bounds, isLogarithmic: axis.isLogarithmic)
    return axis.ends(around: data, tight: extents.reduce(into: []) { $0.formUnion($1.tight) })
  }

  private func sideWidth(
    _ axis: AxisDescription, _ ends: ClosedRange<Double>, _ height: Double, _ setting: PanelSetting
  ) -> Double {
    let ticks = axis.ticks(in: ends, length: height, spacing: PlotPlan.verticalSpacing)
    return AxisDrawing.sideWidth(ticks.labels, hasName: !axis.label.isEmpty, typesetter: setting.typesetter)
  }
}

/// A plot laid out: axes with their ticks, and all layers moved to the page.
struct PlotPlan: FigurePlan {
  let frame: Rect
  let bounds: Rect
  let setting: PanelSetting
  let x: PlotAxis
  let y: PlotAxis
  let top: PlotAxis?
  let right: PlotAxis?
  let layers: [any FigurePlan]
  let markers: any FigurePlan
  let guides: Path
  private let yColour: Colour?
  private let rightColour: Colour?

  /// Least distances between ticks in points.
  static let horizontalSpacing = 52.0
  static let verticalSpacing = 42.0

  init(of plot: Plot, in frame: Rect, bounds: Rect, setting: PanelSetting) {
    self.frame = frame
    self.bounds = bounds
    self.setting = setting
    let x = plot.x.axis(plot.xEnds, from: frame.x, to: frame.maxX, spacing: Self.horizontalSpacing)
    let y = plot.y.axis(plot.yEnds, from: frame.maxY, to: frame.y, spacing: Self.verticalSpacing)
    self.x = x
    self.y = y
    right = plot.right?.axis.axis(
      plot.rightEnds, from: frame.maxY, to: frame.y, spacing: Self.verticalSpacing)
    top = plot.top.map { top in
      PlotAxis(
        x.lower, x.upper, isLogarithmic: x.isLogarithmic, label: top.label, from: x.start, to: x.end,
        ticks: top.ticks(in: plot.xEnds, length: frame.width, spacing: Self.horizontalSpacing))
    }
    let area = PlotArea(frame: frame, x: x, y: y, setting: setting)
    var layers: [any FigurePlan] = []
    if let right, let members = plot.right?.layers {
      let rightArea = PlotArea(frame: frame, x: x, y: right, setting: setting)
      layers = members.map { $0.plan(in: rightArea) }
    }
    self.layers = layers + plot.layers.map { $0.plan(in: area) }
    let inside = plot.markers.filter { item in
      x.shows(item.point.x) && y.shows(item.point.y) && frame.inset(by: -0.5).contains(area.place(item.point))
    }
    markers = MarkerLayer(inside).plan(in: area)
    var guides = Path()
    if plot.guides != .none {
      for value in y.ticks.values {
        let place = y.position(value)
        guides.addLine(from: Point(x: frame.x, y: place), to: Point(x: frame.maxX, y: place))
      }
    }
    if plot.guides == .both {
      for value in x.ticks.values {
        let place = x.position(value)
        guides.addLine(from: Point(x: place, y: frame.y), to: Point(x: place, y: frame.maxY))
      }
    }
    self.guides = guides
    yColour = plot.y.series?.colour(in: setting.theme)
    rightColour = plot.right?.axis.series?.colour(in: setting.theme)
  }

  func draw(on canvas: any Canvas) {
    canvas.stroke(guides, with: Stroke(setting.theme.faint, width: 0.6, isRound: false))
    canvas.clip(to: .rect(frame)) {
      for layer in layers { layer.draw(on: canvas) }
    }
    let axes = AxisDrawing(frame: frame, bounds: bounds, theme: setting.theme)
    axes.drawFrame(on: canvas)
    let typesetter = setting.typesetter
    axes.drawBottom(x, showsLabels: setting.showsBottomLabels, typesetter: typesetter, on: canvas)
    axes.drawLeft(
      y, showsLabels: setting.showsLeftLabels, colour: yColour, typesetter: typesetter, on: canvas)
    if let top { axes.drawTop(top, typesetter: typesetter, on: canvas) }
    if let right { axes.drawRight(right, colour: rightColour, typesetter: typesetter, on: canvas) }
    markers.draw(on: canvas)
  }
}
