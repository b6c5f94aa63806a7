#include "include/square_convolution.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma")))
#define INLINE TARGET static inline __attribute__((always_inline))

/* What the sums of one tile need. Distances are counted in floats. */
typedef struct {
    const float *source, *weights, *bias;
    float *result;
    ptrdiff_t source_block, source_row, result_block, filter_block;
    ptrdiff_t blocks, first_row, last_row;
    bool accumulates, rectifies;
} tile;

#define UNROLLED _Pragma("clang loop unroll(full)")

/* So many pixels of a row in two blocks of filters. `left` and `right` tell whether the tile is at the image's edge, where a column
 * of the window has no pixel. */
INLINE void convolve_tile(const tile *t, const int width, const bool left, const bool right) {
    __m256 sum[12];
    UNROLLED
    for (int i = 0; i < 2 * width; i++) {
        __m256 start = t->bias ? _mm256_loadu_ps(t->bias + 8 * (i / width)) : _mm256_setzero_ps();
        if (t->accumulates)
            start = _mm256_add_ps(start, _mm256_loadu_ps(t->result + i / width * t->result_block + i % width * 8));
        sum[i] = start;
    }
    for (ptrdiff_t block = 0; block < t->blocks; block++) {
        for (ptrdiff_t row = t->first_row; row <= t->last_row; row++) {
            const float *x = t->source + (block * t->source_block + row * t->source_row);
            const float *w = t->weights + block * 576 + (row + 1) * 192;
            UNROLLED
            for (int column = 0; column < 3; column++) {
                const int first = left && column == 0 ? 1 : 0, end = right && column == 2 ? width - 1 : width;
                UNROLLED
                for (int channel = 0; channel < 8; channel++) {
                    __m256 w0 = _mm256_loadu_ps(w + column * 64 + channel * 8);
                    __m256 w1 = _mm256_loadu_ps(w + t->filter_block + column * 64 + channel * 8);
                    UNROLLED
                    for (int p = first; p < end; p++) {
                        __m256 value = _mm256_broadcast_ss(x + (p + column - 1) * 8 + channel);
                        sum[p] = _mm256_fmadd_ps(value, w0, sum[p]);
                        sum[width + p] = _mm256_fmadd_ps(value, w1, sum[width + p]);
                    }
                }
            }
        }
    }
    UNROLLED
    for (int i = 0; i < 2 * width; i++) {
        /* NaN becomes 0, as with the library. */
        if (t->rectifies) sum[i] = _mm256_max_ps(sum[i], _mm256_setzero_ps());
        _mm256_storeu_ps(t->result + i / width * t->result_block + i % width * 8, sum[i]);
    }
}

#define TILE(width)                                                               \
    TARGET static void tile_##width(const tile *t, bool left, bool right) {       \
        if (left && right) convolve_tile(t, width, true, true);                   \
        else if (left) convolve_tile(t, width, true, false);                      \
        else if (right) convolve_tile(t, width, false, true);                     \
        else convolve_tile(t, width, false, false);                               \
    }
TILE(3)
TILE(4)
TILE(5)
TILE(6)

/* A row in as few tiles as there can be, none much narrower than the others. */
static void convolve_row(tile t, size_t width) {
    size_t tiles = (width + 5) / 6;
    for (size_t i = 0; i < tiles; i++) {
        size_t w = (width + tiles - i - 1) / (tiles - i);
        bool left = i == 0, right = i == tiles - 1;
        if (w == 6) tile_6(&t, left, right);
        else if (w == 5) tile_5(&t, left, right);
        else if (w == 4) tile_4(&t, left, right);
        else tile_3(&t, left, right);
        t.source += 8 * w;
        t.result += 8 * w;
        width -= w;
    }
}

bool sc_is_supported(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

void sc_convolve(
    const sc_shape *shape, const float *source, const float *weights, const float *bias, float *result) {
    size_t row_size = 8 * shape->width, block_size = row_size * shape->height;
    tile t = {
        .source_block = (ptrdiff_t)block_size,
        .source_row = (ptrdiff_t)row_size,
        .result_block = (ptrdiff_t)block_size,
        .filter_block = (ptrdiff_t)(576 * shape->source_blocks),
        .blocks = (ptrdiff_t)shape->source_blocks,
        .accumulates = shape->accumulates,
        .rectifies = shape->rectifies,
    };
    for (size_t n = 0; n < shape->batch; n++)
        for (size_t f = 0; f < shape->result_blocks; f += 2)
            for (size_t y = 0; y < shape->height; y++) {
                t.first_row = y == 0 ? 0 : -1;
                t.last_row = y + 1 == shape->height ? 0 : 1;
                t.source = source + n * shape->source_blocks * block_size + y * row_size;
                t.weights = weights + f * 576 * shape->source_blocks;
                t.bias = bias ? bias + 8 * f : NULL;
                t.result = result + (n * shape->result_blocks + f) * block_size + y * row_size;
                convolve_row(t, shape->width);
            }
}
#else
bool sc_is_supported(void) { return false; }

void sc_convolve(
    const sc_shape *shape, const float *source, const float *weights, const float *bias, float *result) {
    (void)shape, (void)source, (void)weights, (void)bias, (void)result;
}
#endif
