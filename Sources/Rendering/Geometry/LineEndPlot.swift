/// A plot with the names of its lines beside their right ends, outside of the frame, moved apart where they would
/// overlap.
struct LineEndPlot: Panel {
  /// A line's name and where the line ends.
  struct Name: Hashable, Sendable {
    let text: String
    /// Where the line ends.
    let end: Point
    let style: SeriesStyle
  }

  let plot: Plot
  let names: [Name]

  var heading: String { plot.heading }
  var aspect: Double? { plot.aspect }
  var numbers: Numbers { plot.numbers }

  /// Between the frame and the names, bridged by a line to a name that was moved.
  static let leader = 9.0
  /// Height of a name.
  static let lineHeight = 11.5
  /// Longer names are shortened.
  static let greatestWidth = 72.0

  func margins(width: Double, height: Double, in setting: PanelSetting) -> Margins {
    var margins = plot.margins(width: width, height: height, in: setting)
    let widest =
      names.map { setting.typesetter.size(of: Self.block($0, setting.theme)).width }.max() ?? 0
    if !names.isEmpty {
      margins.right = max(margins.right, Self.leader + 2 + min(widest, Self.greatestWidth))
    }
    return margins
  }

  func plan(in frame: Rect, bounds: Rect, setting: PanelSetting) -> any FigurePlan {
    let inner = PlotPlan(of: plot, in: frame, bounds: bounds, setting: setting)
    return LineEndPlan(
      plot: inner,
      steps: Self.steps(
        names, beside: frame, at: PlotArea(frame: frame, x: inner.x, y: inner.y, setting: setting).place,
        setting.theme))
  }

  static func block(_ name: Name, _ theme: Theme) -> TextBlock {
    TextBlock(
      name.text, size: FigureStyle.legendSize, colour: name.style.colour(in: theme),
      wrapping: TextBlock.Wrapping(width: greatestWidth, lines: 1))
  }

  private static func steps(
    _ names: [Name], beside frame: Rect, at place: (Point) -> Point, _ theme: Theme
  ) -> [LayerPlan.Step] {
    let ends = names.map { name in
      let end = place(name.end)
      return (
        name: name, end: Point(x: min(end.x, frame.maxX), y: min(max(end.y, frame.y), frame.maxY))
      )
    }.sorted { $0.end.y < $1.end.y }
    let places = spread(ends.map(\.end.y), spacing: lineHeight, within: frame.y...frame.maxY)
    return zip(ends, places).flatMap { member, place -> [LayerPlan.Step] in
      let colour = member.name.style.colour(in: theme)
      let line = Path.line(
        from: Point(x: member.end.x + 1.5, y: member.end.y), to: Point(x: frame.maxX + leader - 1, y: place))
      return [
        .stroke(line, Stroke(colour, width: 0.7)),
        .text(block(member.name, theme), Point(x: frame.maxX + leader, y: place), pivot: Point(x: 0, y: 0.5)),
      ]
    }
  }

  /// Places as near to the wished ones as the spacing allows, in least squares; both in rising order.
  ///
  /// Groups of names that touch are centred on the mean of their wishes, until no two groups touch (the algorithm of
  /// pooled adjacent violators). If there is not enough room, the spacing is less.
  static func spread(_ wishes: [Double], spacing: Double, within range: ClosedRange<Double>) -> [Double] {
    guard wishes.count > 1 else { return wishes }
    let length = range.upperBound - range.lowerBound
    let spacing = min(spacing, length / Double(wishes.count - 1))
    var groups: [(sum: Double, count: Int)] = []
    // Without the spacing below it, each name wishes for a place that must not fall from name to name.
    for (index, wish) in wishes.enumerated() {
      let last = length - spacing * Double(wishes.count - 1)
      let free = min(max(wish - spacing * Double(index), range.lowerBound), range.lowerBound + last)
      groups.append((free, 1))
      while groups.count > 1 {
        let (above, below) = (groups[groups.count - 2], groups[groups.count - 1])
        guard above.sum / Double(above.count) > below.sum / Double(below.count) else { break }
        groups.removeLast(2)
        groups.append((above.sum + below.sum, above.count + below.count))
      }
    }
    let free = groups.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
    return free.enumerated().map { $1 + spacing * Double($0) }
  }
}

/// A plot on the page, with the names beside it.
private struct LineEndPlan: FigurePlan {
  let plot: PlotPlan
  let steps: [LayerPlan.Step]

  func draw(on canvas: any Canvas) {
    plot.draw(on: canvas)
    LayerPlan(steps: steps).draw(on: canvas)
  }
}
