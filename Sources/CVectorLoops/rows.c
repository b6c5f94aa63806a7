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
