import CCairo

/// A canvas that draws through cairo, into pixels or into an SVG or PDF file in memory.
final class CairoCanvas: Canvas {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let typesetter: Typesetter
  /// What an image surface draws into.
  private let pixels: PixelMemory?
  /// What the surface has written so far (SVG and PDF), kept alive for as long as the surface may write.
  private let output: CairoOutput

  /// What the canvas draws into.
  enum Target {
    case pixels(width: Int, height: Int)
    case svg
    case pdf
  }

  /// A canvas of a page's size.
  ///
  /// - Throws: `outOfMemory`.
  init(_ target: Target, page: Page, typesetter: Typesetter) throws(RenderingError) {
    var pixels: PixelMemory?
    if case .pixels(let width, let height) = target { pixels = PixelMemory(count: 4 * width * height) }
    let output = CairoOutput()
    let reference = Unmanaged.passUnretained(output).toOpaque()
    let surface =
      switch target {
      case .pixels(let width, let height):
        // Without memory cairo makes a surface in an error state.
        cairo_image_surface_create_for_data(
          pixels?.bytes, pixels == nil ? CAIRO_FORMAT_INVALID : CAIRO_FORMAT_RGB24, Int32(width),
          Int32(height), Int32(4 * width))
      case .svg:
        cairo_svg_surface_create_for_stream(CairoOutput.write, reference, page.paperWidth, page.paperHeight)
      case .pdf:
        cairo_pdf_surface_create_for_stream(CairoOutput.write, reference, page.paperWidth, page.paperHeight)
      }
    guard let surface, let context = cairo_create(surface) else {
      throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight)
    }
    self.output = output
    self.surface = surface
    self.context = context
    self.typesetter = typesetter
    self.pixels = pixels
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight)
    }
    switch target {
    case .pixels(let width, let height):
      cairo_scale(context, Double(width) / page.width, Double(height) / page.height)
    case .svg, .pdf:
      cairo_scale(context, page.paperWidth / page.width, page.paperHeight / page.height)
    }
    if case .svg = target { cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT) }
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func fill(_ path: Path, with colour: Colour) {
    set(colour)
    trace(path)
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
    cairo_fill(context)
  }

  func stroke(_ path: Path, with stroke: Stroke) {
    set(stroke.colour)
    trace(path)
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_join(context, stroke.isRound ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER)
    cairo_set_line_cap(context, stroke.isRound ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
    cairo_stroke(context)
  }

  func draw(_ text: TextBlock, at anchor: Point, pivot: Point, angle: Double) {
    cairo_save(context)
    cairo_translate(context, anchor.x, anchor.y)
    cairo_rotate(context, angle)
    cairo_move_to(context, 0, 0)
    typesetter.draw(text, pivot: pivot, on: context)
    cairo_restore(context)
  }

  func draw(_ raster: Raster, in rect: Rect, isSmooth: Bool) {
    var pixels = raster.pixels
    pixels.withUnsafeMutableBytes { pixels in
      let image = cairo_image_surface_create_for_data(
        pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_ARGB32, Int32(raster.width),
        Int32(raster.height), Int32(4 * raster.width))
      paint(image, raster, rect, isSmooth)
      // An SVG or PDF that needs the pixels later takes its copy now.
      cairo_surface_finish(image)
      cairo_surface_destroy(image)
    }
  }

  private func paint(_ image: OpaquePointer?, _ raster: Raster, _ rect: Rect, _ isSmooth: Bool) {
    cairo_save(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(context)
    cairo_translate(context, rect.x, rect.y)
    cairo_scale(context, rect.width / Double(raster.width), rect.height / Double(raster.height))
    cairo_set_source_surface(context, image, 0, 0)
    let pattern = cairo_get_source(context)
    cairo_pattern_set_filter(pattern, isSmooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    cairo_paint(context)
    cairo_restore(context)
  }

  func clip(to path: Path, _ body: () -> Void) {
    cairo_save(context)
    trace(path)
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  /// Throws what went wrong while drawing.
  ///
  /// - Throws: `outOfMemory`.
  func check(_ page: Page) throws(RenderingError) {
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight)
    }
  }

  /// Hands the finished pixels to `body`: rows of native 0xXXRRGGBB words, `stride` bytes apart.
  func withPixels<Result>(_ body: (_ pixels: UnsafePointer<UInt8>, _ stride: Int) -> Result) -> Result {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else {
      preconditionFailure("the canvas has no pixels")
    }
    return body(data, Int(cairo_image_surface_get_stride(surface)))
  }

  /// Sets what a PDF says about itself.
  func setDocument(title: String, subject: String) {
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject)
    // A fixed date: the same command gives the same bytes.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
  }

  /// Ends an SVG or PDF and returns its bytes; nothing can be drawn afterwards.
  func finish() -> [UInt8] {
    cairo_surface_finish(surface)
    return output.bytes
  }

  private func set(_ colour: Colour) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for (part, corners) in zip(path.parts, path.corners) {
      var isFirst = true
      for corner in corners {
        if isFirst {
          cairo_move_to(context, corner.x, corner.y)
        } else {
          cairo_line_to(context, corner.x, corner.y)
        }
        isFirst = false
      }
      if part.isClosed { cairo_close_path(context) }
    }
  }
}
