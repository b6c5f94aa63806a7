#include "include/vector_loops.h"

#include <math.h>

#include "lanes.h"

/* Sums of a row's numbers and of their squares, in Double: products of floats are exact there. */
#define ADD_ROW(sum, squares)                                                                  \
    do {                                                                                       \
        Doubles first_ = {0}, second_ = {0}, third_ = {0}, fourth_ = {0};                      \
        size_t i_ = 0;                                                                         \
        for (; i_ + 16 <= count; i_ += 16) {                                                   \
            Doubles a_, b_;                                                                    \
            LOAD_FLOATS(a_, u + i_);                                                           \
            LOAD_FLOATS(b_, u + i_ + 8);                                                       \
            first_ += a_;                                                                      \
            second_ += b_;                                                                     \
            third_ += a_ * a_;                                                                 \
            fourth_ += b_ * b_;                                                                \
        }                                                                                      \
        first_ += second_;                                                                     \
        third_ += fourth_;                                                                     \
        (sum) = SUM_IN_PAIRS(first_);                                                          \
        (squares) = SUM_IN_PAIRS(third_);                                                      \
        for (; i_ < count; i_++) {                                                             \
            (sum) += u[i_];                                                                    \
            (squares) += (double)u[i_] * u[i_];                                                \
        }                                                                                      \
    } while (0)

CLONED void vl_normalize_rows(
    float *result, const float *x, const float *scale, const float *shift, bool centres, double epsilon, size_t rows,
    size_t count) {
    for (size_t row = 0; row < rows; row++) {
        const float *u = x + row * count;
        float *y = result + row * count;
        double sum, squares;
        ADD_ROW(sum, squares);
        double mean = centres ? sum / (double)count : 0;
        double variance = squares / (double)count - mean * mean;
        double inverse = 1 / sqrt((variance < 0 ? 0 : variance) + epsilon);
        float slope = (float)inverse, constant = (float)(-mean * inverse);
        if (scale && shift) {
            INDEPENDENT
            for (size_t i = 0; i < count; i++) y[i] = scale[i] * (slope * u[i] + constant) + shift[i];
        } else if (scale) {
            INDEPENDENT
            for (size_t i = 0; i < count; i++) y[i] = scale[i] * (slope * u[i] + constant);
        } else {
            INDEPENDENT
            for (size_t i = 0; i < count; i++) y[i] = slope * u[i] + constant;
        }
    }
}

#define PAIRS(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
/* Eight columns of eight rows, the rows from x on, as rows. */
#define TRANSPOSE(c, x)                                                                        \
    do {                                                                                       \
        Floats r_[8], p_[8], q_[8];                                                            \
        for (int k_ = 0; k_ < 8; k_++) LOAD(r_[k_], (x) + k_ * count);                         \
        for (int k_ = 0; k_ < 8; k_ += 2) {                                                    \
            p_[k_] = PAIRS(r_[k_], r_[k_ + 1], 0, 8, 1, 9, 4, 12, 5, 13);                      \
            p_[k_ + 1] = PAIRS(r_[k_], r_[k_ + 1], 2, 10, 3, 11, 6, 14, 7, 15);                \
        }                                                                                      \
        for (int k_ = 0; k_ < 8; k_ += 4)                                                      \
            for (int j_ = 0; j_ < 2; j_++) {                                                   \
                q_[k_ + 2 * j_] = PAIRS(p_[k_ + j_], p_[k_ + j_ + 2], 0, 1, 8, 9, 4, 5, 12, 13);       \
                q_[k_ + 2 * j_ + 1] = PAIRS(p_[k_ + j_], p_[k_ + j_ + 2], 2, 3, 10, 11, 6, 7, 14, 15); \
            }                                                                                  \
        for (int k_ = 0; k_ < 4; k_++) {                                                       \
            (c)[k_] = PAIRS(q_[k_], q_[k_ + 4], 0, 1, 2, 3, 8, 9, 10, 11);                     \
            (c)[k_ + 4] = PAIRS(q_[k_], q_[k_ + 4], 4, 5, 6, 7, 12, 13, 14, 15);               \
        }                                                                                      \
    } while (0)

CLONED void vl_place_rows(
    float *result, const int64_t *places, const float *x, const float *factors, size_t rows, size_t count) {
    size_t whole = rows < 8 ? 0 : count & ~(size_t)7;
    if (whole) {
        Floats first, second = {0};
        LOAD(first, factors);
        if (rows == 16) LOAD(second, factors + 8);
        for (size_t i = 0; i < whole; i += 8) {
            Floats low[8], high[8];
            TRANSPOSE(low, x + i);
            if (rows == 16) TRANSPOSE(high, x + 8 * count + i);
            for (size_t k = 0; k < 8; k++) {
                low[k] = low[k] * first;
                memcpy(result + places[i + k], &low[k], sizeof low[k]);
                if (rows < 16) continue;
                high[k] = high[k] * second;
                memcpy(result + places[i + k] + 8, &high[k], sizeof high[k]);
            }
        }
    }
    for (size_t r = 0; r < rows; r++) {
        size_t done = r < 8 || rows == 16 ? whole : 0;
        for (size_t i = done; i < count; i++) result[places[i] + (int64_t)r] = x[r * count + i] * factors[r];
    }
}

CLONED void vl_affine_rows(
    float *result, size_t stride, const float *x, const float *scale, const float *shift, bool rectifies, size_t rows,
    size_t width) {
    for (size_t row = 0; row < rows; row++) {
        const float *u = x + row * width;
        float *y = result + row * stride;
        if (rectifies) {
            INDEPENDENT
            for (size_t i = 0; i < width; i++) {
                float v = scale[i] * u[i] + shift[i];
                y[i] = v < 0 ? 0 : v;
            }
        } else {
            INDEPENDENT
            for (size_t i = 0; i < width; i++) y[i] = scale[i] * u[i] + shift[i];
        }
    }
}
