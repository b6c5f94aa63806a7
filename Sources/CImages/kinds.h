#pragma once
#include "cimages.h"

// Each reads a file of its kind whose first bytes have been looked at. The status is out_of_memory on entry.
void cimages_read_png(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only);
void cimages_read_jpeg(
    cimages_image *image, const uint8_t *bytes, size_t count, uint64_t limit, bool head_only);

// Whether the extents are within the limit; else the status is too_large.
bool cimages_check_size(cimages_image *image, uint64_t limit);

// Takes memory for the pixels of an image whose extents have been checked.
bool cimages_allocate(cimages_image *image);
