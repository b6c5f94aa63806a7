#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// A growing file in memory, and the place where an error returns to.
typedef struct output {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char *error;
  size_t error_size;
} output;

static void on_error(png_structp png, png_const_charp message) {
  output *out = png_get_error_ptr(png);
  strncpy(out->error, message, out->error_size - 1);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_write(png_structp png, png_bytep data, size_t length) {
  output *out = png_get_io_ptr(png);
  if (length > out->capacity - out->count) {
    size_t capacity = out->capacity * 2;
    while (capacity - out->count < length) capacity *= 2;
    uint8_t *grown = realloc(out->bytes, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    out->bytes = grown;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->count, data, length);
  out->count += length;
}

static void on_flush(png_structp png) { (void)png; }

static void write_header(png_structp png, png_infop info, const cpng_image *image) {
  png_set_IHDR(
      png, info, image->width, image->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  if (image->pixels_per_metre > 0) {
    png_set_pHYs(png, info, image->pixels_per_metre, image->pixels_per_metre, PNG_RESOLUTION_METER);
  }
}

static void set_texts(png_structp png, png_infop info, const cpng_text *texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = (char *)texts[i].keyword;
    text.text = (char *)texts[i].text;
    text.itxt_length = strlen(texts[i].text);
    text.lang = "";
    text.lang_key = "";
    png_set_text(png, info, &text, 1);
  }
}

static void write_rows(png_structp png, const cpng_image *image, uint8_t *row) {
  for (uint32_t y = 0; y < image->height; y++) {
    const uint8_t *source = image->pixels + image->stride * y;
    for (uint32_t x = 0; x < image->width; x++) {
      uint32_t pixel;
      memcpy(&pixel, source + 4 * (size_t)x, 4);
      row[3 * (size_t)x] = (uint8_t)(pixel >> 16);
      row[3 * (size_t)x + 1] = (uint8_t)(pixel >> 8);
      row[3 * (size_t)x + 2] = (uint8_t)pixel;
    }
    png_write_row(png, row);
  }
}

cpng_result cpng_encode(const cpng_image *image, const cpng_text *texts, size_t text_count) {
  cpng_result result;
  memset(&result, 0, sizeof result);
  // Whatever changes between setjmp and longjmp lives behind this pointer, not in a local variable.
  output *out = calloc(1, sizeof *out);
  uint8_t *row = malloc(3 * (size_t)image->width);
  if (out == NULL || row == NULL) {
    free(out);
    free(row);
    return result;
  }
  out->capacity = 1 << 18;
  out->bytes = malloc(out->capacity);
  out->error = result.error;
  out->error_size = sizeof result.error;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, out, on_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (out->bytes == NULL || info == NULL) {
    png_destroy_write_struct(&png, &info);
    free(out->bytes);
    free(out);
    free(row);
    return result;
  }
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_write_fn(png, out, on_write, on_flush);
    // Flat areas and a few edges: no row filter compresses them better, and costs more than it saves.
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_compression_level(png, 6);
    write_header(png, info, image);
    set_texts(png, info, texts, text_count);
    png_write_info(png, info);
    write_rows(png, image, row);
    png_write_end(png, NULL);
    result.bytes = out->bytes;
    result.count = out->count;
  } else {
    free(out->bytes);
  }
  png_destroy_write_struct(&png, &info);
  free(out);
  free(row);
  return result;
}

void cpng_free(uint8_t *bytes) { free(bytes); }
