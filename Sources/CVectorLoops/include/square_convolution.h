/* The convolution of 3x3 windows with stride 1 and a padding of 1, on channels in blocks of 8, for processors with AVX2.
 *
 * The kernel library keeps six sums at a time where there are 16 filters, too few to hide the latency of a multiply-add. This loop
 * keeps up to twelve, and adds the same products in the same order with the same roundings: the results have the library's bits. */
#ifndef SQUARE_CONVOLUTION_H
#define SQUARE_CONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    /* Blocks of 8 channels of source and result; those of the result are even. */
    size_t source_blocks, result_blocks;
    size_t batch, height, width;
    /* Whether the result is added to what it holds, and whether negative results become 0. */
    bool accumulates, rectifies;
} sc_shape;

/* Whether this processor can. */
bool sc_is_supported(void);

/* source [n][C/8][h][w][8], weights [F/8][C/8][3][3][8 of C][8 of F], bias [F] or null, result [n][F/8][h][w][8]; a width of 3 or
 * more */
void sc_convolve(
    const sc_shape *shape, const float *source, const float *weights, const float *bias, float *result);

#endif
