#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"

// The part of the bytes that libpng has not read yet.
typedef struct input {
  const uint8_t *next;
  size_t left;
} input;

static void on_error(png_structp png, png_const_charp message) {
  cimages_image *image = png_get_error_ptr(png);
  snprintf(image->error, sizeof image->error, "%s", message);
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

static void refuse(cimages_image *image, const char *reason) {
  image->status = cimages_unsupported;
  snprintf(image->error, sizeof image->error, "%s", reason);
}

// Extents and channels, and what is done to the rows on their way.
static bool read_head(png_structp png, png_infop info, input *in, cimages_image *image, uint64_t limit) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, in, on_read);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  const size_t whole = in->left;
  png_read_info(png, info);
  image->width = png_get_image_width(png, info);
  image->height = png_get_image_height(png, info);
  if (!cimages_check_size(image, limit)) return false;
  // Deflate makes at most 1032 bytes of one.
  if (png_get_rowbytes(png, info) * (uint64_t)image->height / 1032 > whole) {
    png_error(png, "too few bytes for so many pixels");
  }
  const int colour = png_get_color_type(png, info);
  if (colour == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) == 16) {
    refuse(image, "grey of 16 bits, which has no agreed conversion to 8; save it with 8 bits");
    return false;
  }
  image->channels = (colour & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (colour == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != (size_t)image->width * image->channels) {
    png_error(png, "rows of another length than its head says");
  }
  return true;
}

static bool read_rows(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  return true;
}

static void read_pixels(png_structp png, cimages_image *image) {
  if (!cimages_allocate(image)) return;
  png_bytepp rows = malloc(image->height * sizeof *rows);
  if (rows == NULL) {
    image->status = cimages_out_of_memory;
    return;
  }
  for (uint32_t y = 0; y < image->height; y++) {
    rows[y] = image->pixels + (size_t)image->width * image->channels * y;
  }
  if (read_rows(png, rows)) image->status = cimages_read;
  free(rows);
}

void cimages_read_png(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, image, on_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info != NULL) {
    input in = {bytes, count};
    image->status = cimages_damaged;
    if (read_head(png, info, &in, image, limit)) {
      if (head_only) {
        image->status = cimages_read;
      } else {
        read_pixels(png, image);
      }
    }
  }
  png_destroy_read_struct(&png, &info, NULL);
}
