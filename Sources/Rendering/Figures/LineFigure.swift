import Surfaces

/// Loss, and accuracy where it is known, along a line through the trained parameters.
package struct LineFigure: Figure {
  let surface: Surface
  let scale: Scale
  let style: FigureStyle
  let summary: SurfaceSummary
  private let words: SurfaceWords

  /// - Parameters:
  ///   - surface: a line, not a plane.
  ///   - scale: limits of the loss axis and whether it is logarithmic; by default the surface's own.
  ///   - style: how the figure looks.
  package init(of surface: Surface, scale: Scale? = nil, style: FigureStyle = FigureStyle()) {
    precondition(surface.y == nil, "a plane is not a line")
    self.surface = surface
    self.scale = scale ?? Scale(covering: surface.loss)
    self.style = style
    summary = SurfaceSummary(of: surface)
    words = SurfaceWords(surface: surface, summary: summary)
  }

  package var title: String { style.title ?? words.title }
  package var description: String { words.description }
  package var notes: [PictureNote] { words.notes(title: title, description: description) }
  var caption: String { words.caption }
  var showsAccuracy: Bool { surface.accuracy.contains(where: \.isFinite) }
  var lossName: String { surface.provenance.loss + " loss" + (scale.isLogarithmic ? " (log scale)" : "") }

  var lossStroke: Stroke { Stroke(style.theme.firstSeries, width: 1.8) }
  var accuracyStroke: Stroke { Stroke(style.theme.secondSeries, width: 1.5, dashes: [5, 3]) }

  var legendEntries: [Legend.Entry] {
    var entries = [Legend.Entry(sign: .line(lossStroke), text: "loss")]
    if showsAccuracy { entries.append(Legend.Entry(sign: .line(accuracyStroke), text: "accuracy")) }
    if summary.showsTrainedPoint {
      let loss = summary.trainedLoss.map { ", loss \(NumberText.value($0))" } ?? ""
      entries.append(Legend.Entry(sign: .marker(.star), text: "trained point" + loss))
    }
    if let lowest = summary.distinctLowest {
      entries.append(
        Legend.Entry(
          sign: .marker(.ring),
          text: "lowest point, \(NumberText.value(lowest.loss)) at \(words.place(lowest.place))"))
    }
    if summary.missing > 0 {
      entries.append(
        Legend.Entry(sign: .hatching, text: "not computed: \(NumberText.count(summary.missing, "point"))"))
    }
    if summary.diverged > 0 {
      entries.append(
        Legend.Entry(
          sign: .swatch(divergedColour), text: "diverged: \(NumberText.count(summary.diverged, "point"))"))
    }
    return entries
  }

  /// The shade behind stretches where the loss diverged.
  var divergedColour: Colour { style.theme.firstSeries.mixed(with: style.theme.background, 0.75) }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    LinePlan(of: self, on: page, with: typesetter)
  }
}
