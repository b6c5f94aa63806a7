#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpng.h"

// The part of the bytes that libpng has not read yet, and where its errors go.
typedef struct input {
  const uint8_t *next;
  size_t left;
  cpng_picture *picture;
} input;

static void on_error(png_structp png, png_const_charp message) {
  cpng_picture *picture = png_get_error_ptr(png);
  snprintf(picture->error, sizeof picture->error, "%s", message);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_read(png_structp png, png_bytep data, size_t length) {
  input *in = png_get_io_ptr(png);
  if (length > in->left) png_error(png, "the file ends too early");
  memcpy(data, in->next, length);
  in->next += length;
  in->left -= length;
}

// A wrong checksum is an error in every chunk. A chunk can claim 8 MB, which is libpng's own limit.
static void set_limits(png_structp png) {
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max(png, 100);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, (png_const_bytep) "acTL", 1);
}

// Eight bits of red, green, blue and opacity, whatever the file has.
static void set_conversions(png_structp png) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
}

static bool read_head(png_structp png, png_infop info, input *in, uint32_t limit) {
  cpng_picture *picture = in->picture;
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, in, on_read);
  set_limits(png);
  const size_t whole = in->left;
  png_read_info(png, info);
  picture->width = png_get_image_width(png, info);
  picture->height = png_get_image_height(png, info);
  if (picture->width > limit || picture->height > limit) {
    picture->status = cpng_too_large;
    return false;
  }
  // Deflate makes at most 1032 bytes of one.
  if (png_get_rowbytes(png, info) * picture->height / 1032 > whole) {
    png_error(png, "too few bytes for so many pixels");
  }
  set_conversions(png);
  png_read_update_info(png, info);
  return true;
}

static bool read_rows(png_structp png, png_infop info, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, info);
  return true;
}

// Turns bytes of red, green, blue and opacity into words, in place.
static void pack(uint32_t *pixels, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint8_t bytes[4];
    memcpy(bytes, pixels + i, 4);
    uint32_t alpha = bytes[3], word = alpha << 24;
    for (int c = 0; c < 3; c++) word |= (bytes[c] * alpha + 127) / 255 << (16 - 8 * c);
    pixels[i] = word;
  }
}

static void describe(cpng_picture *picture, png_structp png, png_infop info) {
  picture->is_srgb = png_get_valid(png, info, PNG_INFO_sRGB) != 0;
  picture->pixels_per_metre = png_get_pixels_per_meter(png, info);
  int count = 0;
  png_get_text(png, info, NULL, &count);
  picture->note_count = (size_t)count;
  png_unknown_chunkp chunks = NULL;
  int chunk_count = png_get_unknown_chunks(png, info, &chunks);
  for (int i = 0; i < chunk_count; i++) {
    if (chunks[i].size == 8) picture->frame_count = png_get_uint_32(chunks[i].data);
  }
}

void cpng_picture_read(cpng_picture *picture, const uint8_t *bytes, size_t count, uint32_t limit) {
  memset(picture, 0, sizeof *picture);
  picture->status = cpng_foreign;
  if (count < 8 || png_sig_cmp(bytes, 0, 8) != 0) return;
  picture->status = cpng_out_of_memory;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, picture, on_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  picture->png = png;
  picture->info = info;
  if (info == NULL) return;
  picture->status = cpng_damaged;
  input in = {bytes, count, picture};
  if (!read_head(png, info, &in, limit)) return;

  picture->status = cpng_out_of_memory;
  picture->pixels = malloc(4 * (size_t)picture->width * picture->height);
  png_bytepp rows = malloc(picture->height * sizeof *rows);
  if (picture->pixels != NULL && rows != NULL) {
    for (uint32_t y = 0; y < picture->height; y++) {
      rows[y] = (png_bytep)(picture->pixels + (size_t)picture->width * y);
    }
    picture->status = read_rows(png, info, rows) ? cpng_read : cpng_damaged;
  }
  free(rows);
  if (picture->status != cpng_read) return;
  pack(picture->pixels, (size_t)picture->width * picture->height);
  describe(picture, png, info);
}

cpng_note cpng_picture_note(const cpng_picture *picture, size_t index) {
  png_textp texts = NULL;
  png_get_text(picture->png, picture->info, &texts, NULL);
  png_text text = texts[index];
  bool is_utf8 =
      text.compression == PNG_ITXT_COMPRESSION_NONE || text.compression == PNG_ITXT_COMPRESSION_zTXt;
  return (cpng_note){text.key, text.text, is_utf8 ? text.itxt_length : text.text_length, is_utf8};
}

void cpng_picture_free(cpng_picture *picture) {
  png_structp png = picture->png;
  png_infop info = picture->info;
  png_destroy_read_struct(&png, &info, NULL);
  free(picture->pixels);
  memset(picture, 0, sizeof *picture);
}
