/// What a picture is drawn on.
///
/// Units are points (1/72 inch), x to the right, y downwards from the top left corner.
///
/// Later calls cover earlier ones. Two implementations exist: one that draws through cairo, and one that
/// records the calls for tests.
package protocol Canvas: AnyObject {
  /// Fills the inside of a path's closed parts by the even-odd rule.
  func fill(_ path: Path, with colour: Colour)

  /// Draws along a path.
  func stroke(_ path: Path, with stroke: Stroke)

  /// Draws a block of text.
  /// - Parameters:
  ///   - text: what to draw.
  ///   - anchor: the point of the page where the block's own point `pivot` comes to lie.
  ///   - pivot: position inside the block's box, (0, 0) its top left and (1, 1) its bottom right corner.
  ///   - angle: rotation about the anchor in radians, clockwise as seen on the page.
  func draw(_ text: TextBlock, at anchor: Point, pivot: Point, angle: Double)

  /// Draws an image stretched over a rectangle.
  /// - Parameters:
  ///   - raster: the image.
  ///   - rect: where its pixels come to lie, edge to edge.
  ///   - isSmooth: whether neighbouring pixels blend into each other when the image is enlarged.
  func draw(_ raster: Raster, in rect: Rect, isSmooth: Bool)

  /// Draws what `body` draws, but only inside a path.
  func clip(to path: Path, _ body: () -> Void)
}

extension Canvas {
  /// Draws a block of text that is not turned.
  package func draw(_ text: TextBlock, at anchor: Point, pivot: Point) {
    draw(text, at: anchor, pivot: pivot, angle: 0)
  }

  /// Fills a path with lines at 45°, `spacing` points apart.
  package func hatch(_ path: Path, in bounds: Rect, with stroke: Stroke, spacing: Double) {
    guard !path.isEmpty else { return }
    var lines = Path()
    let reach = bounds.width + bounds.height
    for step in Swift.stride(from: spacing / 2, to: reach, by: spacing) {
      lines.addLine(
        from: Point(x: bounds.x + step, y: bounds.y),
        to: Point(x: bounds.x + step - bounds.height, y: bounds.maxY))
    }
    clip(to: path) { self.stroke(lines, with: stroke) }
  }
}
