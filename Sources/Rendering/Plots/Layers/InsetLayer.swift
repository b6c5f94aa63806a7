/// A part of the plot once more, enlarged, in the corner where it covers least.
package struct InsetLayer: Layer {
  /// What is shown, in data units.
  package let x: ClosedRange<Double>
  package let y: ClosedRange<Double>
  package let layers: [any Layer]
  package let markers: [MarkerLayer.Item]
  /// Places that the enlargement should not cover.
  package let avoiding: [Point]

  /// Share of the frame's sides that the enlargement takes.
  private static let share = 0.36
  private static let gap = 7.0

  /// An enlargement of a part of the plane.
  package init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, layers: [any Layer], markers: [MarkerLayer.Item] = [],
    avoiding: [Point]
  ) {
    self.x = x
    self.y = y
    self.layers = layers
    self.markers = markers
    self.avoiding = avoiding
  }

  package var extent: Extent { Extent() }

  package var numbers: Numbers {
    .record([
      "kind": .text("inset"), "x": .list([x.lowerBound, x.upperBound]),
      "y": .list([y.lowerBound, y.upperBound]),
    ])
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    let places = avoiding.map(area.place)
    let frame = Self.corners(of: area.frame).max { Self.distance($0, places) < Self.distance($1, places) }
    guard let frame else { return LayerPlan(steps: []) }
    let ticks = Ticks(numbers: [])
    let inside = PlotArea(
      frame: frame,
      x: PlotAxis(x.lowerBound, x.upperBound, label: "", from: frame.x, to: frame.maxX, ticks: ticks),
      y: PlotAxis(y.lowerBound, y.upperBound, label: "", from: frame.maxY, to: frame.y, ticks: ticks),
      setting: area.setting)
    let (low, high) = (
      area.place(Point(x: x.lowerBound, y: y.lowerBound)), area.place(Point(x: x.upperBound, y: y.upperBound))
    )
    return InsetPlan(
      frame: frame, part: Rect(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y),
      layers: (layers + [MarkerLayer(markers)]).map { $0.plan(in: inside) }, theme: area.theme)
  }

  /// The enlargement's places in the four corners of a frame.
  private static func corners(of frame: Rect) -> [Rect] {
    let side = share * min(frame.width, frame.height)
    let (left, right) = (frame.x + gap, frame.maxX - gap - side)
    let (top, bottom) = (frame.y + gap, frame.maxY - gap - side)
    return [(right, top), (left, top), (right, bottom), (left, bottom)].map { x, y in
      Rect(x: x, y: y, width: side, height: side)
    }
  }

  /// Distance of the nearest of some places from a rectangle's middle.
  private static func distance(_ rect: Rect, _ places: [Point]) -> Double {
    places.map { rect.centre.distance(to: $0) }.min() ?? .infinity
  }
}

/// An enlargement on the page, and the part that it enlarges.
private struct InsetPlan: FigurePlan {
  let frame: Rect
  let part: Rect
  let layers: [any FigurePlan]
  let theme: Theme

  func draw(on canvas: any Canvas) {
    let line = Stroke(theme.softInk, width: 0.7, isRound: false)
    canvas.stroke(.rect(part), with: line)
    canvas.stroke(
      .line(from: part.centre, to: frame.centre), with: Stroke(theme.softInk, width: 0.6, dashes: [2, 2]))
    canvas.fill(.rect(frame), with: theme.background)
    canvas.clip(to: .rect(frame)) {
      for layer in layers { layer.draw(on: canvas) }
    }
    canvas.stroke(.rect(frame), with: line)
  }
}
