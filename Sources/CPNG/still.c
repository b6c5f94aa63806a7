#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

static bool write_file(
    writer *out, const cpng_image *image, const cpng_text *texts, size_t text_count, uint8_t *row) {
  if (setjmp(png_jmpbuf(out->png)) != 0) return false;
  writer_put_head(out, image, texts, text_count);
  writer_put_rows(out, image, row);
  writer_put_end(out);
  return true;
}

cpng_result cpng_encode(const cpng_image *image, const cpng_text *texts, size_t text_count) {
  cpng_result result;
  memset(&result, 0, sizeof result);
  writer *out = writer_create();
  uint8_t *row = malloc(cpng_row_size(image->width));
  if (out != NULL && row != NULL) {
    bool is_complete = write_file(out, image, texts, text_count, row);
    writer_take(out, is_complete, &result);
  }
  writer_destroy(out);
  free(row);
  return result;
}

void cpng_free(uint8_t *bytes) { free(bytes); }
