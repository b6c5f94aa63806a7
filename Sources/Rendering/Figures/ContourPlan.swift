import Surfaces

/// Where the parts of a contour map go, and the geometry that they show.
struct ContourPlan: FigurePlan {
  let figure: ContourFigure
  let frame: FigureFrame
  let xAxis: PlotAxis
  let yAxis: PlotAxis
  /// The plot itself.
  let plot: Rect
  /// The key to the colours; nil when no value is finite.
  let bar: ColourBar?
  /// How far left of the plot the vertical axis' name begins.
  let yNameOffset: Double
  /// Regions at or above −∞ and each level, each to be drawn over the one before.
  let regions: [Path]
  /// The diverged points' region.
  let diverged: Path
  /// Cells without a value at some corner.
  let missing: Path
  /// For each level its lines, cut where labels stand.
  let lines: [Path]
  let labels: [ContourLabels.Placement]

  init(of figure: ContourFigure, on page: Page, with typesetter: Typesetter) {
    let layout = ContourLayout(of: figure, on: page, with: typesetter)
    let surface = figure.surface
    let xs = surface.x.values
    let ys = surface.y?.values ?? []
    self.figure = figure
    frame = layout.frame
    plot = layout.plot
    xAxis = layout.xAxis
    yAxis = layout.yAxis
    bar = layout.bar
    yNameOffset = layout.leftWidth
    let (xAxis, yAxis) = (layout.xAxis, layout.yAxis)
    let place = { (point: Point) in Point(x: xAxis.position(point.x), y: yAxis.position(point.y)) }

    let levels = figure.scale.levels
    let grid = ContourGrid(x: xs, y: ys, z: surface.loss, interpolation: figure.scale.interpolation)
    let path = { (curves: Curves) in
      var path = Path()
      path.add(curves, at: place)
      return path
    }
    regions = grid.regions(atLeast: [-.infinity] + levels).map(path)
    diverged = figure.summary.diverged == 0 ? Path() : path(grid.divergedRegion())
    missing = Self.missingCells(of: grid, at: place)

    // Lines end where cells with a diverged corner begin: what lies between the last finite value and none
    // has no level.
    let finite = surface.loss.map { $0.isFinite ? $0 : .nan }
    let finiteGrid = ContourGrid(x: xs, y: ys, z: finite, interpolation: figure.scale.interpolation)
    let measures = finiteGrid.lines(at: levels).map { level in
      (0..<level.count).map { index in
        PolylineMeasure(level[index].map(place), isClosed: level.isClosed[index])
      }
    }
    let sizes = figure.scale.labels.map { label in
      typesetter.size(of: TextBlock(label, size: FigureStyle.contourLabelSize, colour: .black))
    }
    let isValueless = { (point: Point) in
      let column = Int((xAxis.value(at: point.x) - surface.x.lower) / (xs[1] - xs[0]))
      let row = Int((yAxis.value(at: point.y) - ys[0]) / (ys[1] - ys[0]))
      return !finiteGrid.isComplete(row: row, column: column)
    }
    let labels = ContourLabels(
      on: measures, sizes: sizes, in: layout.plot, isBlocked: isValueless,
      avoiding: figure.markers.map { marker, point in
        let centre = place(point)
        let side = 2 * marker.radius + 2
        return Rect(x: centre.x - side / 2, y: centre.y - side / 2, width: side, height: side)
      }
    ).placements
    self.labels = labels
    lines = measures.enumerated().map { level, members in
      var path = Path()
      for (line, measure) in members.enumerated() {
        let gaps = labels.filter { $0.level == level && $0.line == line }.map(\.gap)
          .sorted { $0.lowerBound < $1.lowerBound }
        for piece in measure.pieces(without: gaps) { path.add(piece, isClosed: false) }
      }
      return path
    }
  }

  /// Rectangles around the cells that contouring leaves out, one for each run in a row.
  private static func missingCells(of grid: ContourGrid, at place: (Point) -> Point) -> Path {
    var path = Path()
    for row in 0..<max(0, grid.rows - 1) {
      var column = 0
      while column < grid.columns - 1 {
        let start = column
        while column < grid.columns - 1 && !grid.isComplete(row: row, column: column) { column += 1 }
        if column > start {
          let low = place(Point(x: grid.x[start], y: grid.y[row]))
          let high = place(Point(x: grid.x[column], y: grid.y[row + 1]))
          path.add(Rect(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y))
        }
        column += 1
      }
    }
    return path
  }
}

extension ContourFigure {
  /// The markers to draw, in data units, the smallest last.
  var markers: [(marker: Marker, point: Point)] {
    var markers: [(marker: Marker, point: Point)] = []
    if summary.showsTrainedPoint { markers.append((.star, Point(x: 0, y: 0))) }
    if let lowest = summary.distinctLowest { markers.append((.ring, lowest.place)) }
    return markers
  }
}
