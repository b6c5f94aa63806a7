// Drawing (cairo: image, SVG and PDF surfaces) and text (pango on cairo).
#pragma once
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <pango/pangocairo.h>

/// Whether fonts of a family are installed, upper or lower case: Swift sees pango's families in another way in each of its versions.
static inline int landscape_has_font_family(const char *name) {
  PangoFontFamily **families = NULL;
  int count = 0, found = 0;
  pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count);
  for (int i = 0; i < count && !found; i++)
    found = g_ascii_strcasecmp(pango_font_family_get_name(families[i]), name) == 0;
  g_free(families);
  return found;
}
