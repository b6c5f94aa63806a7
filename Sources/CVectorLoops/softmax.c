#include "include/vector_loops.h"

#include <math.h>

#include "exponentials.h"

#define LARGER(a, b) SELECT_FLOATS((a) > (b), a, b)

CLONED float vl_largest(const float *x, size_t count) {
    size_t i = 0;
    float largest = -INFINITY;
    if (count >= 64) {
        Wide first, second, third, fourth;
        LOAD(first, x);
        LOAD(second, x + 16);
        LOAD(third, x + 32);
        LOAD(fourth, x + 48);
        for (i = 64; i + 64 <= count; i += 64) {
            Wide a, b, c, d;
            LOAD(a, x + i);
            LOAD(b, x + i + 16);
            LOAD(c, x + i + 32);
            LOAD(d, x + i + 48);
            first = LARGER(a, first);
            second = LARGER(b, second);
            third = LARGER(c, third);
            fourth = LARGER(d, fourth);
        }
        first = LARGER(second, first);
        third = LARGER(fourth, third);
        first = LARGER(third, first);
        for (int k = 0; k < 16; k++) largest = first[k] > largest ? first[k] : largest;
    }
    for (; i < count; i++) largest = x[i] > largest ? x[i] : largest;
    return largest;
}

#define HALF_OF_FLOATS(x, start) \
    __builtin_shufflevector(x, x, start, start + 1, start + 2, start + 3, start + 4, start + 5, start + 6, start + 7)
#define ADD_HALVES(low, high, x)                                             \
    do {                                                                     \
        (low) += __builtin_convertvector(HALF_OF_FLOATS(x, 0), Doubles);     \
        (high) += __builtin_convertvector(HALF_OF_FLOATS(x, 8), Doubles);    \
    } while (0)

/* The largest lane, NaN apart, by halves: the order makes no difference. */
#define LARGEST_LANE(result, x)                                                                              \
    do {                                                                                                     \
        Wide y_ = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);        \
        y_ = LARGER(x, y_);                                                                                  \
        Wide z_ = __builtin_shufflevector(y_, y_, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);            \
        y_ = LARGER(y_, z_);                                                                                 \
        z_ = __builtin_shufflevector(y_, y_, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);                 \
        y_ = LARGER(y_, z_);                                                                                 \
        (result) = y_[1] > y_[0] ? y_[1] : y_[0];                                                            \
    } while (0)

/* v = scale x + mask */
#define SCALED(v, place)                                                     \
    do {                                                                     \
        LOAD(v, x + (place));                                                \
        v = scale * v;                                                       \
        if (mask) {                                                          \
            Wide m_;                                                         \
            LOAD(m_, mask + (place));                                        \
            v += m_;                                                         \
        }                                                                    \
    } while (0)

CLONED_WITH_FMA void vl_softmax(
    float *result, const float *x, float scale, const float *mask, size_t seen, size_t count) {
    const WideInts lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t whole = seen & ~(size_t)15, rest = seen - whole;
    /* The last sixteen numbers where sixteen does not divide, some of them for a second time; or all, if there are fewer. Read
     * first, since the result may be x. */
    Wide tail = {0}, largest = FLOATS_OF(-INFINITY);
    WideInts counts = lanes < (int32_t)rest;
    if (rest && whole) {
        SCALED(tail, seen - 16);
        counts = lanes >= (int32_t)(16 - rest);
    } else if (rest) {
        Wide m = {0};
        memcpy(&tail, x, rest * sizeof *x);
        if (mask) memcpy(&m, mask, rest * sizeof *x);
        tail = scale * tail;
        if (mask) tail += m;
        tail = SELECT_FLOATS(counts, tail, FLOATS_OF(-INFINITY));
    }
    if (rest) largest = SELECT_FLOATS(counts, tail, largest);
    for (size_t i = 0; i < whole; i += 16) {
        Wide v;
        SCALED(v, i);
        memcpy(result + i, &v, sizeof v);
        largest = LARGER(v, largest);
    }
    float top;
    LARGEST_LANE(top, largest);

    /* Up to eight numbers are added as floats, then these sums in Double. */
    Doubles low = {0}, high = {0};
    for (size_t start = 0; start < whole; start += 128) {
        size_t end = whole - start < 128 ? whole : start + 128;
        Wide sum = {0};
        for (size_t i = start; i < end; i += 16) {
            Wide v;
            LOAD(v, result + i);
            v = v - top;
            LARGE_EXPONENTIALS(v);
            memcpy(result + i, &v, sizeof v);
            sum += v;
        }
        ADD_HALVES(low, high, sum);
    }
    if (rest) {
        tail = tail - top;
        LARGE_EXPONENTIALS(tail);
        Wide sum = SELECT_FLOATS(counts, tail, (Wide){0});
        ADD_HALVES(low, high, sum);
    }
    low += high;
    float factor = (float)(1 / SUM_IN_PAIRS(low));
    for (size_t i = 0; i < whole; i += 16) {
        Wide v;
        LOAD(v, result + i);
        v = factor * v;
        memcpy(result + i, &v, sizeof v);
    }
    tail = factor * tail;
    if (rest && whole) memcpy(result + seen - 16, &tail, sizeof tail);
    else if (rest) memcpy(result, &tail, rest * sizeof *result);
    if (seen < count) memset(result + seen, 0, (count - seen) * sizeof *result);
}

CLONED_WITH_FMA double vl_sum_exponentials(const float *x, double shift, size_t count) {
    Doubles first = {0}, second = {0};
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        Doubles a, b;
        LOAD_FLOATS(a, x + i);
        LOAD_FLOATS(b, x + i + 8);
        a = a - shift;
        b = b - shift;
        DOUBLE_EXPONENTIALS(a);
        DOUBLE_EXPONENTIALS(b);
        first += a;
        second += b;
    }
    Doubles rest = (Doubles){0} - INFINITY, last = rest;
    for (size_t k = 0; i + k < count; k++) {
        double d = (double)x[i + k] - shift;
        if (k < 8) rest[k] = d; else last[k - 8] = d;
    }
    DOUBLE_EXPONENTIALS(rest);
    DOUBLE_EXPONENTIALS(last);
    first += rest;
    second += last;
    first += second;
    return SUM_IN_ORDER(first);
}

CLONED_WITH_FMA double vl_exponentials(double *result, const float *x, double shift, size_t count) {
    Doubles sums = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        Doubles a;
        LOAD_FLOATS(a, x + i);
        a = a - shift;
        DOUBLE_EXPONENTIALS(a);
        memcpy(result + i, &a, sizeof a);
        sums += a;
    }
    if (i < count) {
        Doubles rest = (Doubles){0} - INFINITY;
        for (size_t k = 0; i + k < count; k++) rest[k] = (double)x[i + k] - shift;
        DOUBLE_EXPONENTIALS(rest);
        memcpy(result + i, &rest, (count - i) * sizeof *result);
        sums += rest;
    }
    return SUM_IN_ORDER(sums);
}
