#include "include/vector_loops.h"

#include "lanes.h"

/* result = weight x, or with `adds` what it holds and that */
static inline __attribute__((always_inline)) void add_row(
    float *result, const float *x, float weight, size_t count, bool adds) {
    if (adds) {
        INDEPENDENT
        for (size_t i = 0; i < count; i++) result[i] += weight * x[i];
    } else {
        INDEPENDENT
        for (size_t i = 0; i < count; i++) result[i] = weight * x[i];
    }
}

/* Whether two numbers of an axis are made in the same way. */
static bool is_same(const vl_axis *axis, size_t a, size_t b) {
    return axis->starts[a] == axis->starts[b] &&
           memcmp(axis->weights + a * axis->taps, axis->weights + b * axis->taps, axis->taps * sizeof(float)) == 0;
}

CLONED void vl_resample(
    float *result, const float *x, float *row, const vl_axis *rows, const vl_axis *columns, size_t lanes) {
    size_t narrow = columns->from * lanes, wide = columns->to * lanes;
    for (size_t y = 0; y < rows->to; y++, result += wide) {
        if (y && is_same(rows, y, y - 1)) {
            memcpy(result, result - wide, wide * sizeof *result);
            continue;
        }
        const float *source = x + (size_t)rows->starts[y] * narrow, *weights = rows->weights + y * rows->taps;
        if (rows->taps > 1 || *weights != 1) {
            for (size_t k = 0; k < rows->taps; k++) add_row(row, source + k * narrow, weights[k], narrow, k > 0);
            source = row;
        }
        for (size_t c = 0; c < columns->to; c++) {
            const float *pixel = source + (size_t)columns->starts[c] * lanes;
            const float *w = columns->weights + c * columns->taps;
            float *target = result + c * lanes;
            if (lanes == 1) {
                float sum = *w * *pixel;
                for (size_t k = 1; k < columns->taps; k++) sum += w[k] * pixel[k];
                *target = sum;
            } else {
                for (size_t k = 0; k < columns->taps; k++) add_row(target, pixel + k * lanes, w[k], lanes, k > 0);
            }
        }
    }
}

CLONED void vl_resample_adjoint(
    float *result, const float *x, float *row, const vl_axis *rows, const vl_axis *columns, size_t lanes) {
    size_t narrow = columns->from * lanes, wide = columns->to * lanes;
    memset(result, 0, rows->from * narrow * sizeof *result);
    for (size_t y = 0; y < rows->to; y++, x += wide) {
        memset(row, 0, narrow * sizeof *row);
        for (size_t c = 0; c < columns->to; c++) {
            float *pixel = row + (size_t)columns->starts[c] * lanes;
            const float *w = columns->weights + c * columns->taps, *source = x + c * lanes;
            for (size_t k = 0; k < columns->taps; k++) {
                if (lanes == 1) pixel[k] += w[k] * *source;
                else add_row(pixel + k * lanes, source, w[k], lanes, true);
            }
        }
        float *target = result + (size_t)rows->starts[y] * narrow;
        for (size_t k = 0; k < rows->taps; k++)
            add_row(target + k * narrow, row, rows->weights[y * rows->taps + k], narrow, true);
    }
}
