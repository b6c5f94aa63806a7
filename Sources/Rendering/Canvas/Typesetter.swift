import CCairo

/// Measures and draws text through pango: any script for which a font is installed, with the metrics of the
/// font's outlines, so that a layout is the same for every resolution and file format.
package final class Typesetter {
  private let context: OpaquePointer
  /// Characters that no installed font has, in the order they were met; U+FFFD is drawn in their place.
  package private(set) var missingCharacters: [Character] = []

  private let family: String

  /// A typesetter with the fonts that are installed.
  ///
  /// - Parameter family: of the letters; what it lacks comes from others.
  package init(family: String? = nil) {
    self.family = (family.map { $0 + ", " } ?? "") + "DejaVu Sans, sans-serif"
    guard let context = pango_font_map_create_context(pango_cairo_font_map_get_default()) else {
      preconditionFailure("pango has no font map")
    }
    self.context = context
    pango_context_set_round_glyph_positions(context, 0)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    pango_cairo_context_set_resolution(context, 72)
    cairo_font_options_destroy(options)
  }

  /// Whether fonts of a family are installed, upper or lower case.
  package static func hasFamily(_ name: String) -> Bool {
    landscape_has_font_family(name) != 0
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(context)) }

  /// Width and height of a block's box in points, line spacing included.
  package func size(of text: TextBlock) -> (width: Double, height: Double) {
    let layout = makeLayout(text)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    let box = Self.box(of: layout)
    return (box.width, box.height)
  }

  /// Draws a block with cairo's current point as its box's `pivot`, see `Canvas`.
  func draw(_ text: TextBlock, pivot: Point, on cairo: OpaquePointer) {
    let layout = makeLayout(text)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    let box = Self.box(of: layout)
    cairo_rel_move_to(cairo, -pivot.x * box.width - box.x, -pivot.y * box.height - box.y)
    cairo_set_source_rgba(cairo, text.colour.red, text.colour.green, text.colour.blue, text.colour.alpha)
    pango_cairo_show_layout(cairo, layout)
  }

  /// The lines' box in the layout, which pango centres in the wrapping's width.
  private static func box(of layout: OpaquePointer) -> Rect {
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    let scale = Double(PANGO_SCALE)
    return Rect(
      x: Double(logical.x) / scale, y: Double(logical.y) / scale, width: Double(logical.width) / scale,
      height: Double(logical.height) / scale)
  }

  private func makeLayout(_ text: TextBlock) -> OpaquePointer {
    guard let layout = pango_layout_new(context), let font = pango_font_description_new() else {
      preconditionFailure("pango made no layout")
    }
    pango_font_description_set_family(font, family)
    pango_font_description_set_size(font, Int32(text.size * Double(PANGO_SCALE)))
    pango_font_description_set_weight(font, text.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    set(text.string, on: layout)
    if pango_layout_get_unknown_glyphs_count(layout) > 0 {
      set(replacingMissingCharacters(of: text.string, on: layout), on: layout)
    }
    if let wrapping = text.wrapping {
      pango_layout_set_width(layout, Int32(max(1, min(wrapping.width, 1e5)) * Double(PANGO_SCALE)))
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
      pango_layout_set_height(layout, -Int32(wrapping.lines))
      pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
      pango_layout_set_line_spacing(layout, 1.05)
    } else {
      pango_layout_set_single_paragraph_mode(layout, 1)
    }
    if text.alignment == .centre { pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER) }
    return layout
  }

  private func set(_ string: String, on layout: OpaquePointer) {
    pango_layout_set_attributes(layout, nil)
    if MathText.isNeeded(for: string) {
      pango_layout_set_markup(layout, MathText(string).markup, -1)
    } else {
      pango_layout_set_text(layout, string, -1)
    }
  }

  /// A text with U+FFFD for each character that no installed font has; notes those characters.
  private func replacingMissingCharacters(of string: String, on layout: OpaquePointer) -> String {
    pango_layout_set_attributes(layout, nil)
    var isMissing: [Character: Bool] = [:]
    for character in Set(string) {
      pango_layout_set_text(layout, String(character), -1)
      isMissing[character] = pango_layout_get_unknown_glyphs_count(layout) > 0
    }
    for character in string where isMissing[character] == true && !missingCharacters.contains(character) {
      missingCharacters.append(character)
    }
    return String(string.map { isMissing[$0] == true ? "\u{FFFD}" : $0 })
  }
}
