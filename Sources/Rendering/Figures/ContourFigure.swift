import Surfaces

/// A contour map of the loss on a plane through the trained parameters.
///
/// Both axes are distances in weight space and have the same scale. Points without a value are hatched;
/// diverged ones have the colour above the top level.
package struct ContourFigure: Figure {
  let surface: Surface
  let scale: Scale
  let style: FigureStyle
  let summary: SurfaceSummary
  private let words: SurfaceWords

  /// - Parameters:
  ///   - surface: a plane, not a line.
  ///   - scale: levels and limits, perhaps shared with other figures; by default the surface's own.
  ///   - style: how the figure looks.
  package init(of surface: Surface, scale: Scale? = nil, style: FigureStyle = FigureStyle()) {
    precondition(surface.y != nil, "a line has no contours")
    self.surface = surface
    self.scale = scale ?? Scale(covering: surface.loss)
    self.style = style
    summary = SurfaceSummary(of: surface)
    words = SurfaceWords(surface: surface, summary: summary)
  }

  package var title: String { style.title ?? words.title }

  package var description: String {
    guard !scale.levels.isEmpty else { return words.description }
    return words.description + " Contour levels\(scale.isLogarithmic ? ", on a log scale" : ""): "
      + scale.labels.joined(separator: ", ") + "."
  }

  package var notes: [PictureNote] { words.notes(title: title, description: description) }

  var caption: String {
    words.caption + (hasEqualScales ? "" : " The axes are drawn to different scales.")
  }

  /// Whether both axes can have the same scale: the plot is not too thin a strip then.
  var hasEqualScales: Bool {
    guard let y = surface.y else { return true }
    let aspect = (surface.x.upper - surface.x.lower) / (y.upper - y.lower)
    return aspect <= ContourLayout.greatestAspect && aspect >= 1 / ContourLayout.greatestAspect
  }

  /// What the colour bar measures.
  var quantityName: String { surface.provenance.loss + " loss" + (scale.isLogarithmic ? " (log scale)" : "") }

  /// One colour a band; with levels or without, the last is that of diverged points.
  var colours: [Colour] { style.map.colours(count: scale.bandCount) }

  /// The colour above the top level, or the map's last when there is no level.
  var divergedColour: Colour { style.map[1] }

  var legendEntries: [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if summary.showsTrainedPoint {
      let loss = summary.trainedLoss.map { ", loss \(NumberText.value($0))" } ?? ""
      entries.append(Legend.Entry(sign: .marker(.star), text: "trained point" + loss))
    }
    if let lowest = summary.distinctLowest {
      entries.append(
        Legend.Entry(
          sign: .marker(.ring),
          text: "lowest grid point, \(NumberText.value(lowest.loss)) at \(words.place(lowest.place))"))
    }
    if summary.missing > 0 {
      entries.append(
        Legend.Entry(
          sign: .hatching, text: "not computed: \(NumberText.count(summary.missing, "point"))"))
    }
    if summary.diverged > 0 {
      entries.append(
        Legend.Entry(
          sign: .swatch(divergedColour), text: "diverged: \(NumberText.count(summary.diverged, "point"))"))
    }
    return entries
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    ContourPlan(of: self, on: page, with: typesetter)
  }
}
