/// A field's level lines, with labels in them, over bands of colour.
///
/// Cells without a value are hatched; what has diverged has the colour above the top level.
package struct ContourLayer: Layer {
  /// The field as it was sampled.
  package let grid: ContourGrid
  package let key: ColourKey
  /// Whether lines are smoothed between the samples, see ``ContourGrid/refined(by:)``.
  package var isSmooth: Bool
  /// Whether the bands between the lines are filled.
  package var isFilled: Bool
  /// Whether lines carry their levels.
  package var hasLabels: Bool
  /// The field less and plus what it may be off by: each line becomes a band where that is wider than the line; nil for lines
  /// alone.
  package var spread: (lower: ContourGrid, upper: ContourGrid)?
  /// Places that labels keep clear of, with the radius in points.
  package var obstacles: [(point: Point, radius: Double)]

  /// Grid points along the longer side that smooth lines are drawn from.
  private static let smoothCount = 192

  /// Filled, smooth and labelled, unless it is said otherwise.
  package init(
    _ grid: ContourGrid, key: ColourKey, isSmooth: Bool = true, isFilled: Bool = true, hasLabels: Bool = true,
    obstacles: [(point: Point, radius: Double)] = []
  ) {
    self.grid = grid
    self.key = key
    self.isSmooth = isSmooth
    self.isFilled = isFilled
    self.hasLabels = hasLabels
    self.obstacles = obstacles
  }

  package var extent: Extent {
    Extent(x: Extent.range(of: grid.x), y: Extent.range(of: grid.y), tightX: .both, tightY: .both)
  }

  package var numbers: Numbers {
    let lines = zip(
      key.scale.levels, zip(key.scale.labels, drawnGrid(grid.finite).lines(at: key.scale.levels))
    )
    .map { level, line in
      Numbers.record(["level": .number(level), "label": .text(line.0), "curves": .curves(line.1)])
    }
    return .record([
      "kind": .text("contours"), "x": .list(grid.x), "y": .list(grid.y), "smooth": .flag(isSmooth),
      "interpolation": .text(grid.interpolation == .linear ? "linear" : "logarithmic"), "lines": .list(lines),
    ])
  }

  package func plan(in area: PlotArea) -> any FigurePlan { ContourLayerPlan(of: self, in: area) }

  /// The grid that lines and bands are drawn from.
  func drawnGrid(_ grid: ContourGrid) -> ContourGrid {
    isSmooth ? grid.refined(by: grid.refinement(toward: Self.smoothCount)) : grid
  }
}

/// A field's bands, lines and labels on the page.
struct ContourLayerPlan: FigurePlan {
  let frame: Rect
  let theme: Theme
  let key: ColourKey
  /// Regions at or above −∞ and each level, each to be drawn over the one before.
  let regions: [Path]
  /// The diverged points' region.
  let diverged: Path
  /// Cells without a value at some corner.
  let missing: Path
  /// For each level where the field may have it; empty without a spread.
  let bands: [Path]
  /// For each level its lines, cut where labels stand.
  let lines: [Path]
  let labels: [ContourLabels.Placement]

  /// How much of what lies below a band hides.
  private static let bandOpacity = 0.35

  init(of layer: ContourLayer, in area: PlotArea) {
    frame = area.frame
    theme = area.theme
    key = layer.key
    let levels = key.scale.levels
    let grid = layer.grid
    let drawn = layer.drawnGrid(grid)
    regions =
      layer.isFilled ? drawn.regions(atLeast: [-.infinity] + levels).map(area.path) : []
    diverged = layer.isFilled && grid.hasDiverged ? area.path(grid.divergedRegion()) : Path()
    missing = Self.missingCells(of: grid, in: area)
    bands = layer.spread.map { Self.bands($0.lower, $0.upper, of: layer, in: area) } ?? []

    // Lines end where cells with a diverged corner begin: what lies between the last finite value and none has no
    // level.
    let finite = grid.finite
    let measures = (grid.hasDiverged ? layer.drawnGrid(finite) : drawn).lines(at: levels).map { level in
      (0..<level.count).map { index in
        PolylineMeasure(level[index].map(area.place), isClosed: level.isClosed[index])
      }
    }
    labels = layer.hasLabels ? Self.labels(on: measures, of: layer, finite, in: area) : []
    let placed = labels
    lines = measures.enumerated().map { level, members in
      var path = Path()
      for (line, measure) in members.enumerated() {
        let gaps = placed.filter { $0.level == level && $0.line == line }.map(\.gap)
          .sorted { $0.lowerBound < $1.lowerBound }
        for piece in measure.pieces(without: gaps) { path.add(piece, isClosed: false) }
      }
      return path
    }
  }

  private static func labels(
    on lines: [[PolylineMeasure]], of layer: ContourLayer, _ finite: ContourGrid, in area: PlotArea
  ) -> [ContourLabels.Placement] {
    let sizes = layer.key.scale.labels.map { label in
      area.setting.typesetter.size(of: TextBlock(label, size: FigureStyle.contourLabelSize, colour: .black))
    }
    let isValueless = { (point: Point) in
      let place = Point(x: area.x.value(at: point.x), y: area.y.value(at: point.y))
      return !finite.isComplete(row: finite.row(below: place.y), column: finite.column(left: place.x))
    }
    return ContourLabels(
      on: lines, sizes: sizes, in: area.frame, isBlocked: isValueless,
      avoiding: layer.obstacles.map { .square(around: area.place($0.point), radius: $0.radius) }
    ).placements
  }

  /// For each level the region where the upper field reaches it and the lower does not: the even-odd rule leaves out what both
  /// reach.
  private static func bands(
    _ lower: ContourGrid, _ upper: ContourGrid, of layer: ContourLayer, in area: PlotArea
  ) -> [Path] {
    let levels = layer.key.scale.levels
    let (low, high) = (layer.drawnGrid(lower.finite), layer.drawnGrid(upper.finite))
    return zip(low.regions(atLeast: levels), high.regions(atLeast: levels)).map { reached, possible in
      var path = area.path(possible)
      path.add(reached, at: area.place)
      return path
    }
  }

  /// Rectangles around the cells that contouring leaves out, one for each run in a row.
  private static func missingCells(of grid: ContourGrid, in area: PlotArea) -> Path {
    var path = Path()
    for row in 0..<max(0, grid.rows - 1) {
      var column = 0
      while column < grid.columns - 1 {
        let start = column
        while column < grid.columns - 1 && !grid.isComplete(row: row, column: column) { column += 1 }
        if column > start {
          let low = area.place(Point(x: grid.x[start], y: grid.y[row]))
          let high = area.place(Point(x: grid.x[column], y: grid.y[row + 1]))
          path.add(Rect(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y))
        }
        column += 1
      }
    }
    return path
  }

  func draw(on canvas: any Canvas) {
    if !regions.isEmpty {
      canvas.fill(.rect(frame), with: theme.missing)
      for (region, colour) in zip(regions, key.colours) { canvas.fill(region, with: colour) }
      canvas.fill(diverged, with: key.divergedColour)
    }
    canvas.hatch(missing, in: frame, with: Stroke(theme.hatching, width: 0.7), spacing: 6)
    for (level, path) in bands.enumerated() {
      canvas.fill(path, with: lineColour(level, contrast: 3).withAlpha(Self.bandOpacity))
    }
    for (level, path) in lines.enumerated() {
      canvas.stroke(path, with: Stroke(lineColour(level, contrast: 3), width: regions.isEmpty ? 1.1 : 0.6))
    }
    for label in labels {
      let text = TextBlock(
        key.scale.labels[label.level], size: FigureStyle.contourLabelSize,
        colour: lineColour(label.level, contrast: 5.5))
      canvas.draw(text, at: label.centre, pivot: Point(x: 0.5, y: 0.5), angle: label.angle)
    }
  }

  /// A shade of the bands beside a level's line that shows on both, or on the background where there are no bands.
  private func lineColour(_ level: Int, contrast: Double) -> Colour {
    let colours = key.colours
    let own = colours[level].mixed(with: colours[level + 1], 0.5)
    let beside = regions.isEmpty ? [theme.background] : [colours[level], colours[level + 1]]
    return own.contrasting(with: beside, ratio: contrast)
  }
}
