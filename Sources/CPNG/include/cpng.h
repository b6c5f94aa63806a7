// PNG files in memory, written and read through libpng, with libpng's longjmp kept inside this target.
#pragma once
#include <stdbool.h>
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

/// An APNG file that is being written, frame by frame.
typedef struct cpng_animation cpng_animation;

/// Begins a file of `frame_count` frames, each as large as `image`, whose pixels are not looked at yet. It is
/// played `plays` times, 0 for ever. NULL when memory ran out; all other errors come out of
/// cpng_animation_end.
cpng_animation *cpng_animation_begin(
    const cpng_image *image, const cpng_text *texts, size_t text_count, uint32_t frame_count,
    uint32_t plays);

/// Adds the next frame, shown for delay_numerator / delay_denominator seconds. The first one is what programs
/// see that know nothing of animation; of each later one only the rectangle that differs from the frame
/// before is kept. False when an error came up, now or before.
bool cpng_animation_add(
    cpng_animation *animation, const uint8_t *pixels, size_t stride, uint16_t delay_numerator,
    uint16_t delay_denominator);

/// Ends the file; an error if fewer frames came than were announced.
cpng_result cpng_animation_end(cpng_animation *animation);

void cpng_animation_free(cpng_animation *animation);

/// What came of reading a file.
typedef enum cpng_status {
  cpng_read = 0,
  /// The bytes do not begin like a PNG file.
  cpng_foreign,
  /// Wider or higher than the limit: `width` and `height` say what the file claims, no pixels were read.
  cpng_too_large,
  /// Truncated or corrupt: `error` says what libpng found.
  cpng_damaged,
  cpng_out_of_memory
} cpng_status;

/// A text chunk of a file that was read. The bytes belong to the file and end in NUL.
typedef struct cpng_note {
  /// Latin-1.
  const char *keyword;
  const char *text;
  size_t text_length;
  /// UTF-8 (iTXt) or Latin-1 (tEXt and zTXt).
  bool is_utf8;
} cpng_note;

/// A file that was read.
typedef struct cpng_picture {
  cpng_status status;
  uint32_t width;
  uint32_t height;
  /// [height × width], top row first, native words 0xAARRGGBB with colours multiplied by the opacity.
  uint32_t *pixels;
  /// 0 when the file does not say, or says different numbers for the two axes.
  uint32_t pixels_per_metre;
  bool is_srgb;
  /// Frames that an acTL chunk announces; 0 without one.
  uint32_t frame_count;
  size_t note_count;
  char error[128];
  /// libpng's structures, which own the notes.
  void *png;
  void *info;
} cpng_picture;

/// Reads a file of any colour type and depth. More than `limit` pixels a side are refused before memory is
/// taken for them; so is a file too short to hold its pixels at deflate's highest ratio. At most 100 notes of
/// at most 8 MB each are kept.
void cpng_picture_read(cpng_picture *picture, const uint8_t *bytes, size_t count, uint32_t limit);

/// The text chunks in their order, index < note_count.
cpng_note cpng_picture_note(const cpng_picture *picture, size_t index);

/// Frees what the picture holds, whatever its status.
void cpng_picture_free(cpng_picture *picture);
