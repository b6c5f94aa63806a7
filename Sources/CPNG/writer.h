// What still pictures and animations share in writing. Every function here that takes a writer leaves through
// libpng's longjmp on an error: call them behind setjmp(png_jmpbuf(writer->png)).
#pragma once
#include <png.h>

#include "cpng.h"

/// A PNG file that grows in memory.
typedef struct writer {
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  /// libpng's words; empty when memory ran out.
  char error[128];
  /// What rows are gathered in to be compressed at once; kept here so that an error frees it.
  uint8_t *raw;
  /// Whether the pixels were compressed by us and not by libpng, which then does not know of them.
  bool has_own_pixels;
} writer;

/// NULL when memory ran out. Does not jump.
writer *writer_create(void);

/// Does not jump; NULL is allowed.
void writer_destroy(writer *out);

/// Moves the bytes, or the error when `is_complete` is false, into the result. Does not jump.
void writer_take(writer *out, bool is_complete, cpng_result *result);

/// Everything in front of the pixels.
void writer_put_head(writer *out, const cpng_image *image, const cpng_text *texts, size_t text_count);

/// Size and colour type only.
void writer_put_size(writer *out, const cpng_image *image);

/// The pixels; `row` has room for cpng_row_size bytes.
void writer_put_rows(writer *out, const cpng_image *image, uint8_t *row);

/// What stands behind the pixels.
void writer_put_end(writer *out);

/// Bytes of a row buffer: three a pixel, and one that the last pixel's store may spill into.
static inline size_t cpng_row_size(uint32_t width) { return 3 * (size_t)width + 1; }
