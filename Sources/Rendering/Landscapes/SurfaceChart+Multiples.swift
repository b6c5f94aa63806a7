import Surfaces

extension SurfaceChart {
  /// Small maps of planes through one network along independent directions, on one scale, with what their numbers spread over.
  ///
  /// - Parameters:
  ///   - planes: of one network, with two axes.
  ///   - sample: statistics of the same planes.
  ///   - scale: levels and limits; by default the surfaces' own.
  ///   - style: how the maps look.
  ///   - columns: maps in a row; by default as many as make them largest.
  package static func multiples(
    of planes: [Surface], sample: PlaneSample, scale: Scale? = nil, style: FigureStyle = FigureStyle(),
    columns: Int? = nil
  ) -> SurfaceChart {
    let scale = scale ?? Scale(covering: planes.flatMap(\.loss))
    let group = SurfaceGroup(planes)
    var chart = ContourMaps(group: group, scale: scale, style: style).chart(columns: columns)
    let words = group.members[0].words
    let numbers = sample.spreads.map { spread in
      "\(spread.name) \(NumberText.value(spread.mean))"
        + (spread.deviation.map { " \u{00B1} \(NumberText.value($0, digits: 2))" } ?? "")
    }
    let spread = "mean \u{00B1} standard deviation over the planes"
    let count = NumberText.count(planes.count, "plane")
    // Small maps have no room for more than a number.
    let hasShortHeadings = planes.count > 9
    let text =
      "\(count) through one network, along independent pairs of random directions\(normalization(of: planes[0])). "
      + "\(words.samples) Grids: \(words.grid)."
      + (hasShortHeadings ? " The number above a map is the seed of its directions." : "")
      + (numbers.isEmpty ? "" : " Over the planes: \(numbers.joined(separator: "; ")) (\(spread)).")
    chart = Chart(
      title: style.title ?? "\(count) around \(planes[0].provenance.model) \(words.dataRole)",
      description: "Small contour maps of the loss: " + text, caption: text,
      notes: group.members[0].words.notes,
      panels: chart.panels.enumerated().map { index, panel in
        guard var plot = panel as? Plot else { return panel }
        let seed = planes[index].provenance.seed
        plot.heading = hasShortHeadings ? "\(seed)" : "seed \(seed)"
        plot.x.label = "$α$"
        plot.y.label = "$β$"
        return plot
      }, columns: columns, sharesAxes: true, legend: chart.legend, key: chart.key, theme: chart.theme)
    return SurfaceChart(group: group, scale: scale, style: style, chart: chart)
  }

  private static func normalization(of plane: Surface) -> String {
    let made = plane.provenance
    return (made.normalization == "none" ? "" : ", \(made.normalization)-normalized")
      + (made.lacksBatchNormalization == true ? "" : "; batch normalization \(made.batchNormalization)")
  }
}
