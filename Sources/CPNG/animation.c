#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

// APNG: https://www.w3.org/TR/png-3/, sections 11.3.6 and 4.9. Its chunks are ancillary to libpng, which
// writes them as they are.
static const png_byte acTL[5] = "acTL";
static const png_byte fcTL[5] = "fcTL";
static const png_byte fdAT[5] = "fdAT";

struct cpng_animation {
  writer *out;
  uint8_t *row;
  /// What the frames so far show; no padding between rows.
  uint8_t *shown;
  cpng_image size;
  uint32_t frame_count;
  uint32_t frames;
  /// The next number of an fcTL or fdAT chunk.
  uint32_t sequence;
  bool has_failed;
};

typedef struct area {
  uint32_t x, y, width, height;
} area;

static void fail(cpng_animation *animation, const char *reason) {
  animation->has_failed = true;
  if (reason != NULL) snprintf(animation->out->error, sizeof animation->out->error, "%s", reason);
}

static bool write_head(
    cpng_animation *animation, const cpng_text *texts, size_t text_count, uint32_t plays) {
  writer *out = animation->out;
  if (setjmp(png_jmpbuf(out->png)) != 0) return false;
  writer_put_head(out, &animation->size, texts, text_count);
  png_byte data[8];
  png_save_uint_32(data, animation->frame_count);
  png_save_uint_32(data + 4, plays);
  png_write_chunk(out->png, acTL, data, sizeof data);
  return true;
}

cpng_animation *cpng_animation_begin(
    const cpng_image *image, const cpng_text *texts, size_t text_count, uint32_t frame_count,
    uint32_t plays) {
  cpng_animation *animation = calloc(1, sizeof *animation);
  if (animation == NULL) return NULL;
  animation->out = writer_create();
  animation->row = malloc(cpng_row_size(image->width));
  animation->shown = calloc(image->height, 4 * (size_t)image->width);
  if (animation->out == NULL || animation->row == NULL || animation->shown == NULL) {
    cpng_animation_free(animation);
    return NULL;
  }
  animation->size = *image;
  animation->frame_count = frame_count;
  if (!write_head(animation, texts, text_count, plays)) fail(animation, NULL);
  return animation;
}

static bool differ(const uint8_t *a, const uint8_t *b) {
  uint32_t one, other;
  memcpy(&one, a, 4);
  memcpy(&other, b, 4);
  return ((one ^ other) & 0xffffff) != 0;
}

// The smallest rectangle that holds every pixel whose colour changes; one pixel when none does, since a frame
// cannot be empty.
static area changed_area(const cpng_animation *animation, const cpng_image *image) {
  uint32_t left = image->width, right = 0, top = image->height, bottom = 0;
  for (uint32_t y = 0; y < image->height; y++) {
    const uint8_t *now = image->pixels + image->stride * y;
    const uint8_t *before = animation->shown + 4 * (size_t)image->width * y;
    uint32_t first = 0;
    while (first < image->width && !differ(now + 4 * (size_t)first, before + 4 * (size_t)first)) first++;
    if (first == image->width) continue;
    uint32_t last = image->width - 1;
    while (!differ(now + 4 * (size_t)last, before + 4 * (size_t)last)) last--;
    if (first < left) left = first;
    if (last > right) right = last;
    if (top == image->height) top = y;
    bottom = y;
  }
  if (top == image->height) return (area){0, 0, 1, 1};
  return (area){left, top, right - left + 1, bottom - top + 1};
}

static void put_frame_control(
    cpng_animation *animation, area area, uint16_t delay_numerator, uint16_t delay_denominator) {
  // The last two bytes stay 0: leave the frame as it is, and replace what was there.
  png_byte data[26] = {0};
  png_save_uint_32(data, animation->sequence++);
  png_save_uint_32(data + 4, area.width);
  png_save_uint_32(data + 8, area.height);
  png_save_uint_32(data + 12, area.x);
  png_save_uint_32(data + 16, area.y);
  png_save_uint_16(data + 20, delay_numerator);
  png_save_uint_16(data + 22, delay_denominator);
  png_write_chunk(animation->out->png, fcTL, data, sizeof data);
}

static bool write_first_frame(
    cpng_animation *animation, const cpng_image *image, uint16_t delay_numerator,
    uint16_t delay_denominator) {
  if (setjmp(png_jmpbuf(animation->out->png)) != 0) return false;
  area whole = {0, 0, image->width, image->height};
  put_frame_control(animation, whole, delay_numerator, delay_denominator);
  writer_put_rows(animation->out, image, animation->row);
  return true;
}

static bool encode_part(writer *part, const cpng_image *image, uint8_t *row) {
  if (setjmp(png_jmpbuf(part->png)) != 0) return false;
  writer_put_size(part, image);
  png_write_info(part->png, part->info);
  writer_put_rows(part, image, row);
  writer_put_end(part);
  return true;
}

// The next IDAT chunk's data at or after *offset, which moves behind the chunk; NULL at the end of the file.
static const uint8_t *next_image_data(const writer *part, size_t *offset, size_t *length) {
  while (*offset < part->count) {
    const uint8_t *chunk = part->bytes + *offset;
    *length = png_get_uint_32(chunk);
    *offset += *length + 12;
    if (memcmp(chunk + 4, "IDAT", 4) == 0) return chunk + 8;
  }
  return NULL;
}

// A later frame: the compressed rows of a small PNG file of its own, in chunks of another name.
static bool write_later_frame(
    cpng_animation *animation, const writer *part, area area, uint16_t delay_numerator,
    uint16_t delay_denominator) {
  png_structp png = animation->out->png;
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  put_frame_control(animation, area, delay_numerator, delay_denominator);
  const size_t signature_length = 8;
  size_t offset = signature_length, length = 0;
  const uint8_t *data;
  while ((data = next_image_data(part, &offset, &length)) != NULL) {
    png_byte number[4];
    png_save_uint_32(number, animation->sequence++);
    png_write_chunk_start(png, fdAT, (png_uint_32)length + 4);
    png_write_chunk_data(png, number, sizeof number);
    png_write_chunk_data(png, data, length);
    png_write_chunk_end(png);
  }
  return true;
}

static bool add_later_frame(
    cpng_animation *animation, const cpng_image *image, uint16_t delay_numerator,
    uint16_t delay_denominator) {
  area area = changed_area(animation, image);
  cpng_image changed = {
      image->pixels + image->stride * area.y + 4 * (size_t)area.x, image->stride, area.width, area.height, 0};
  writer *part = writer_create();
  bool is_complete = part != NULL && encode_part(part, &changed, animation->row);
  if (is_complete) {
    is_complete = write_later_frame(animation, part, area, delay_numerator, delay_denominator);
  } else if (part != NULL) {
    fail(animation, part->error);
  }
  writer_destroy(part);
  return is_complete;
}

bool cpng_animation_add(
    cpng_animation *animation, const uint8_t *pixels, size_t stride, uint16_t delay_numerator,
    uint16_t delay_denominator) {
  if (!animation->has_failed && animation->frames == animation->frame_count) {
    fail(animation, "more frames than announced");
  }
  if (animation->has_failed) return false;
  cpng_image image = animation->size;
  image.pixels = pixels;
  image.stride = stride;
  bool is_complete =
      animation->frames == 0
          ? write_first_frame(animation, &image, delay_numerator, delay_denominator)
          : add_later_frame(animation, &image, delay_numerator, delay_denominator);
  if (!is_complete) {
    fail(animation, NULL);
    return false;
  }
  size_t row_length = 4 * (size_t)image.width;
  for (uint32_t y = 0; y < image.height; y++) {
    memcpy(animation->shown + row_length * y, pixels + stride * y, row_length);
  }
  animation->frames++;
  return true;
}

static bool write_end(cpng_animation *animation) {
  if (setjmp(png_jmpbuf(animation->out->png)) != 0) return false;
  writer_put_end(animation->out);
  return true;
}

cpng_result cpng_animation_end(cpng_animation *animation) {
  cpng_result result;
  memset(&result, 0, sizeof result);
  if (!animation->has_failed && animation->frames < animation->frame_count) {
    fail(animation, "fewer frames than announced");
  }
  if (!animation->has_failed && !write_end(animation)) fail(animation, NULL);
  writer_take(animation->out, !animation->has_failed, &result);
  // Its bytes are gone: whatever comes now is an error.
  animation->has_failed = true;
  return result;
}

void cpng_animation_free(cpng_animation *animation) {
  if (animation == NULL) return;
  writer_destroy(animation->out);
  free(animation->row);
  free(animation->shown);
  free(animation);
}
