#include <stdlib.h>
#include <string.h>

#include "kinds.h"

static const uint8_t png_start[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
static const uint8_t jpeg_start[3] = {0xff, 0xd8, 0xff};

bool cimages_check_size(cimages_image *image, uint64_t limit) {
  if ((uint64_t)image->width * image->height <= limit) return true;
  image->status = cimages_too_large;
  return false;
}

bool cimages_allocate(cimages_image *image) {
  image->pixels = malloc((size_t)image->width * image->height * image->channels);
  if (image->pixels == NULL) image->status = cimages_out_of_memory;
  return image->pixels != NULL;
}

void cimages_read_file(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only) {
  memset(image, 0, sizeof *image);
  image->status = cimages_out_of_memory;
  if (count >= sizeof png_start && memcmp(bytes, png_start, sizeof png_start) == 0) {
    cimages_read_png(image, bytes, count, limit, head_only);
  } else if (count >= sizeof jpeg_start && memcmp(bytes, jpeg_start, sizeof jpeg_start) == 0) {
    cimages_read_jpeg(image, bytes, count, limit, head_only);
  } else {
    image->status = cimages_foreign;
  }
}

void cimages_free(cimages_image *image) {
  free(image->pixels);
  image->pixels = NULL;
}
