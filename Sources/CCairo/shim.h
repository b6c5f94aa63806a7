// Drawing (cairo: image, SVG and PDF surfaces) and text (pango on cairo).
#pragma once
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <pango/pangocairo.h>
