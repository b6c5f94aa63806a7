/// A scene's geometry on the page.
struct ScenePlan: FigurePlan {
  let scene: Scene
  let theme: Theme
  let layout: SceneLayout
  /// The surface, its lines and signs.
  let raster: Raster
  /// Where the image lies; whole pixels of the picture.
  let imageFrame: Rect
  /// Cells that are holes in the surface, on the floor.
  let missing: Path
  /// Each level's lines on the floor.
  let floorLines: [Path]

  init(of scene: Scene, in frame: Rect, _ setting: PanelSetting) {
    self.scene = scene
    theme = setting.theme
    let layout = SceneLayout(scene, in: frame, setting)
    self.layout = layout
    let image = SceneImage(of: scene, layout.projection, setting)
    raster = image.raster
    imageFrame = image.frame
    let place = { (point: Point) in
      layout.projection.page(scene.box.place(point.x, point.y, height: 0))
    }
    missing = Self.missingCells(of: scene.grid, at: place)
    floorLines = scene.options.drawsFloorContours ? Self.floorLines(of: scene, at: place) : []
  }

  private static func floorLines(of scene: Scene, at place: (Point) -> Point) -> [Path] {
    let finite = ContourGrid(
      x: scene.grid.x, y: scene.grid.y, z: scene.grid.values.map { $0 == .infinity ? .nan : $0 })
    let thresholds = scene.scale.levels.map(scene.grid.threshold(of:))
    return finite.lines(at: thresholds).map { curves in
      var path = Path()
      path.add(curves, at: place)
      return path
    }
  }

  /// Quadrilaterals over the cells without a surface, one for each run in a row.
  private static func missingCells(of grid: ContourGrid, at place: (Point) -> Point) -> Path {
    var path = Path()
    for row in 0..<grid.cellRows {
      var column = 0
      while column < grid.cellColumns {
        let start = column
        while column < grid.cellColumns && !grid.isComplete(row: row, column: column) { column += 1 }
        if column > start {
          let (x0, x1, y0, y1) = (grid.x[start], grid.x[column], grid.y[row], grid.y[row + 1])
          path.add(
            [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map { place(Point(x: $0, y: $1)) }, isClosed: true)
        }
        column += 1
      }
    }
    return path
  }
}
