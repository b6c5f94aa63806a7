/// Signs at points of a plot.
package struct MarkerLayer: Layer {
  /// A sign and its place.
  package struct Item: Hashable, Sendable {
    package let marker: Marker
    package let point: Point
    /// What the sign stands for.
    package let name: String
    /// Colour of the series that it belongs to; without one it is white with a black outline.
    package let style: SeriesStyle?

    /// A sign at a point of the data.
    package init(_ marker: Marker, at point: Point, name: String, style: SeriesStyle? = nil) {
      self.marker = marker
      self.point = point
      self.name = name
      self.style = style
    }
  }

  package let items: [Item]

  /// Signs, the last on top.
  package init(_ items: [Item]) { self.items = items }

  package var extent: Extent {
    Extent(x: Extent.range(of: items.map(\.point.x)), y: Extent.range(of: items.map(\.point.y)))
  }

  package var numbers: Numbers {
    .list(items.map { .record(["name": .text(MathText.plain($0.name)), "at": .point($0.point)]) })
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    LayerPlan(
      steps: items.map { item in
        .marker(
          item.marker, area.place(item.point), item.style?.colour(in: area.theme), area.theme.background)
      })
  }
}
