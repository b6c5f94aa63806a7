#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "kinds.h"

// libjpeg's error handler, with the way back out of it.
typedef struct errors {
  struct jpeg_error_mgr base;
  jmp_buf back;
  cimages_image *image;
} errors;

// A file that is read, with what has to be freed.
typedef struct reading {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_progress_mgr progress;
  errors errors;
  // One row of cyan, magenta, yellow and black.
  uint8_t *ink;
} reading;

// More scans than any encoder writes: each would cost a pass over all pixels.
enum { most_scans = 200 };

static void leave(j_common_ptr jpeg) {
  errors *found = (errors *)jpeg->err;
  longjmp(found->back, 1);
}

static void on_error(j_common_ptr jpeg) {
  errors *found = (errors *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  found->base.format_message(jpeg, text);
  snprintf(found->image->error, sizeof found->image->error, "%s", text);
  leave(jpeg);
}

static void fail(j_common_ptr jpeg, cimages_status status, const char *reason) {
  errors *found = (errors *)jpeg->err;
  found->image->status = status;
  snprintf(found->image->error, sizeof found->image->error, "%s", reason);
  leave(jpeg);
}

// Warnings of damage that decoders go on after, as Pillow does.
static void on_message(j_common_ptr jpeg, int level) {
  (void)jpeg;
  (void)level;
}

static void on_text(j_common_ptr jpeg) { (void)jpeg; }

static boolean on_end_of_bytes(j_decompress_ptr jpeg) {
  fail((j_common_ptr)jpeg, cimages_damaged, "the file ends too early");
  return FALSE;
}

static void on_progress(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number > most_scans) {
    fail(jpeg, cimages_damaged, "more scans than an image has");
  }
}

static void choose_colours(reading *r) {
  cimages_image *image = r->errors.image;
  struct jpeg_decompress_struct *jpeg = &r->jpeg;
  image->channels = jpeg->num_components == 1 ? 1 : 3;
  switch (jpeg->num_components) {
    case 1: jpeg->out_color_space = JCS_GRAYSCALE; break;
    case 3: jpeg->out_color_space = JCS_RGB; break;
    case 4: jpeg->out_color_space = JCS_CMYK; break;
    default:
      fail((j_common_ptr)jpeg, cimages_unsupported, "neither grey, colours nor inks; save it as RGB");
  }
}

// One row of inks, stored as Adobe does with 255 for none, as red, green and blue.
static void put_colours(uint8_t *row, const uint8_t *ink, uint32_t width) {
  for (uint32_t x = 0; x < width; x++) {
    unsigned light = ink[4 * (size_t)x + 3];
    for (int c = 0; c < 3; c++) {
      // light · ink / 255, rounded.
      unsigned product = (255u - ink[4 * (size_t)x + c]) * light + 128;
      row[3 * (size_t)x + c] = (uint8_t)(light - ((product + (product >> 8)) >> 8));
    }
  }
}

static void read_rows(reading *r) {
  struct jpeg_decompress_struct *jpeg = &r->jpeg;
  cimages_image *image = r->errors.image;
  const size_t row_size = (size_t)image->width * image->channels;
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *row = image->pixels + row_size * jpeg->output_scanline;
    JSAMPROW target = r->ink == NULL ? row : r->ink;
    if (jpeg_read_scanlines(jpeg, &target, 1) != 1) {
      fail((j_common_ptr)jpeg, cimages_damaged, "the file ends too early");
    }
    if (r->ink != NULL) put_colours(row, r->ink, image->width);
  }
  jpeg_finish_decompress(jpeg);
}

// Every way out of libjpeg leads back here.
static void read_all(reading *r, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only) {
  struct jpeg_decompress_struct *jpeg = &r->jpeg;
  cimages_image *image = r->errors.image;
  if (setjmp(r->errors.back) != 0) return;
  jpeg_create_decompress(jpeg);
  image->status = cimages_damaged;
  jpeg_mem_src(jpeg, bytes, count);
  jpeg->src->fill_input_buffer = on_end_of_bytes;
  r->progress.progress_monitor = on_progress;
  jpeg->progress = &r->progress;
  jpeg_read_header(jpeg, TRUE);
  image->width = jpeg->image_width;
  image->height = jpeg->image_height;
  if (!cimages_check_size(image, limit)) return;
  // Huffman's codes have a bit at least for each block of 8×8 pixels; what is missing would be filled in.
  if (!jpeg->arith_code && (uint64_t)image->width * image->height / 512 > count) {
    fail((j_common_ptr)jpeg, cimages_damaged, "too few bytes for so many pixels");
  }
  choose_colours(r);
  if (head_only) {
    image->status = cimages_read;
    return;
  }
  if (!cimages_allocate(image)) return;
  if (jpeg->num_components == 4) {
    r->ink = malloc(4 * (size_t)image->width);
    if (r->ink == NULL) {
      image->status = cimages_out_of_memory;
      return;
    }
  }
  jpeg_start_decompress(jpeg);
  if (jpeg->output_width != image->width || jpeg->output_height != image->height
      || jpeg->output_components != (r->ink == NULL ? (int)image->channels : 4)) {
    fail((j_common_ptr)jpeg, cimages_damaged, "pixels of another number than its head says");
  }
  read_rows(r);
  image->status = cimages_read;
}

void cimages_read_jpeg(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only) {
  reading *r = calloc(1, sizeof *r);
  if (r == NULL) return;
  r->errors.image = image;
  r->jpeg.err = jpeg_std_error(&r->errors.base);
  r->errors.base.error_exit = on_error;
  r->errors.base.emit_message = on_message;
  r->errors.base.output_message = on_text;
  read_all(r, bytes, count, limit, head_only);
  jpeg_destroy_decompress(&r->jpeg);
  free(r->ink);
  free(r);
}
