// PNG and JPEG files in memory as the bytes of their pixels, with the libraries' longjmps kept inside this target.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What came of reading a file.
typedef enum cimages_status {
  cimages_read = 0,
  /// The bytes begin neither as PNG nor as JPEG.
  cimages_foreign,
  /// More pixels than the limit: `width` and `height` say what the file claims, no pixels were read.
  cimages_too_large,
  /// Truncated or corrupt: `error` says how.
  cimages_damaged,
  /// Whole, and of a kind that is not read: `error` says which.
  cimages_unsupported,
  cimages_out_of_memory
} cimages_status;

/// A file that was read.
typedef struct cimages_image {
  cimages_status status;
  uint32_t width;
  uint32_t height;
  /// 1 for grey, 3 for red, green and blue.
  uint32_t channels;
  /// [height × width × channels], top row first; NULL where only the head was read.
  uint8_t *pixels;
  /// In words, without a full stop.
  char error[200];
} cimages_image;

/// Reads a file as Pillow does, which then converts to "RGB" or "L": opacity is dropped, 16 bits are cut to the upper 8, palettes
/// are looked up, colour profiles, gamma and orientation are not applied, and JPEG is decoded by the accurate integer transform
/// with smooth upsampling. Grey of 16 bits, which versions of Pillow convert differently, is unsupported.
///
/// More than `limit` pixels are refused before memory is taken for them; so is a file too short to hold its pixels at the
/// highest ratio of deflate or of Huffman's codes. With `head_only`, extents and channels alone are read.
void cimages_read_file(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only);

/// Frees what the image holds, whatever its status.
void cimages_free(cimages_image *image);
