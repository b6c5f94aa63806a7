import Surfaces

/// The charts of surfaces: contour maps of planes, side by side when there are several; line plots of lines.
package struct SurfaceChart: Figure {
  /// The surfaces, with names and words.
  let group: SurfaceGroup
  let scale: Scale
  let style: FigureStyle
  /// What is drawn.
  package let chart: Chart

  /// A contour map for each plane, all on one scale with one key.
  /// - Parameters:
  ///   - planes: surfaces with two axes.
  ///   - scale: levels and limits, perhaps shared with other charts; by default the surfaces' own.
  ///   - style: how the chart looks.
  ///   - columns: maps in a row; by default as many as make them largest.
  package static func contours(
    of planes: [Surface], scale: Scale? = nil, style: FigureStyle = FigureStyle(), columns: Int? = nil
  ) -> SurfaceChart {
    let scale = scale ?? Scale(covering: planes.flatMap(\.loss))
    let group = SurfaceGroup(planes)
    return SurfaceChart(
      group: group, scale: scale, style: style,
      chart: ContourMaps(group: group, scale: scale, style: style).chart(columns: columns))
  }

  /// Loss, and accuracy where it is known, along one line or several in one plot.
  /// - Parameters:
  ///   - lines: surfaces with one axis.
  ///   - scale: limits of the loss axis and whether it is logarithmic; by default the surfaces' own.
  ///   - style: how the chart looks.
  package static func lines(
    of lines: [Surface], scale: Scale? = nil, style: FigureStyle = FigureStyle()
  ) -> SurfaceChart {
    let scale = scale ?? Scale(covering: lines.flatMap(\.loss))
    let group = SurfaceGroup(lines)
    return SurfaceChart(
      group: group, scale: scale, style: style,
      chart: LossLines(group: group, scale: scale, style: style).chart)
  }

  /// A surface in space for each plane, all in the same box with one key.
  /// - Parameters:
  ///   - planes: surfaces with two axes.
  ///   - scale: levels and limits, perhaps shared with other charts; by default the surfaces' own.
  ///   - style: how the chart looks.
  ///   - options: camera, heights, clip and what is drawn on the surface.
  ///   - path: a way over each surface, in α and β.
  ///   - columns: scenes in a row; by default as many as make them largest.
  package static func scenes(
    of planes: [Surface], scale: Scale? = nil, style: FigureStyle = FigureStyle(),
    options: SceneOptions = SceneOptions(), path: [Point] = [], columns: Int? = nil
  ) -> SurfaceChart {
    let scale = scale ?? Scale(covering: planes.flatMap(\.loss))
    let group = SurfaceGroup(planes)
    let scenes = LossScenes(group: group, scale: scale, style: style, options: options, path: path)
    return SurfaceChart(group: group, scale: scale, style: style, chart: scenes.chart(columns: columns))
  }

  /// The chart that suits a surface: a contour map of a plane, a line plot of a line.
  package static func suitable(
    for surface: Surface, scale: Scale? = nil, style: FigureStyle = FigureStyle()
  ) -> SurfaceChart {
    surface.y == nil
      ? lines(of: [surface], scale: scale, style: style) : contours(of: [surface], scale: scale, style: style)
  }

  package var title: String { chart.title }
  package var description: String { chart.description }
  package var notes: [PictureNote] { chart.notes }

  /// The chart's numbers, and the surfaces' own: axes, losses and, where classes are told apart, accuracies, `[row = β][column = α]`.
  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return chart.numbers }
    record["surfaces"] = .list(group.members.map { Self.numbers(of: $0.surface, named: $0.name) })
    return .record(record)
  }

  private static func numbers(of surface: Surface, named name: String) -> Numbers {
    func rows(_ values: [Double]) -> Numbers {
      guard surface.y != nil else { return .list(values) }
      return .list(
        stride(from: 0, to: values.count, by: surface.x.count).map {
          .list(values[$0..<$0 + surface.x.count])
        })
    }
    var record: [String: Numbers] = [
      "name": .text(name), "x": .list(surface.x.values), "loss": rows(surface.loss),
    ]
    if surface.accuracy.contains(where: \.isFinite) { record["accuracy"] = rows(surface.accuracy) }
    if let y = surface.y { record["y"] = .list(y.values) }
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }
}
