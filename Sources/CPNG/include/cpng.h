// PNG encoding in memory, through libpng, with libpng's longjmp kept inside this target.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// An uncompressed iTXt chunk. `keyword` is Latin-1, 1 to 79 bytes; `text` is UTF-8. Both end in NUL.
typedef struct cpng_text {
  const char *keyword;
  const char *text;
} cpng_text;

/// What is drawn: `height` rows of `width` pixels, `stride` bytes apart, top row first. A pixel is a native
/// 32-bit word 0xXXRRGGBB (cairo's RGB24).
typedef struct cpng_image {
  const uint8_t *pixels;
  size_t stride;
  uint32_t width;
  uint32_t height;
  /// Pixels per metre for the pHYs chunk; 0 leaves the chunk out.
  uint32_t pixels_per_metre;
} cpng_image;

/// The file that came out, or why there is none.
typedef struct cpng_result {
  /// The file's bytes, to be freed with cpng_free; NULL on failure.
  uint8_t *bytes;
  size_t count;
  /// libpng's own words when `bytes` is NULL; empty when memory ran out.
  char error[128];
} cpng_result;

/// An 8-bit RGB file with sRGB, pHYs and the given iTXt chunks in their order, and nothing that depends on
/// the time or the machine: the same arguments give the same bytes.
cpng_result cpng_encode(const cpng_image *image, const cpng_text *texts, size_t text_count);

void cpng_free(uint8_t *bytes);
