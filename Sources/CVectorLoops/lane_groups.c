#include "include/vector_loops.h"

#include <stdint.h>

#include "lanes.h"

typedef float Wide __attribute__((vector_size(64)));

/* One group of lanes with its coefficients in registers. */
#define AFFINE(Type, start)                                             \
    do {                                                                \
        Type fa, fb = {0}, fk;                                          \
        LOAD(fa, a + (start));                                          \
        LOAD(fk, k + (start));                                          \
        if (y) LOAD(fb, b + (start));                                   \
        for (size_t i = 0; i < count; i++) {                            \
            size_t at = i * lanes + (start);                            \
            Type u;                                                     \
            LOAD(u, x + at);                                            \
            u = fa * u + fk;                                            \
            if (y) {                                                    \
                Type v;                                                 \
                LOAD(v, y + at);                                        \
                u += fb * v;                                            \
            }                                                           \
            memcpy(result + at, &u, sizeof u);                          \
        }                                                               \
    } while (0)

CLONED void vl_affine_lanes(
    float *result, const float *a, const float *x, const float *b, const float *y, const float *k, size_t lanes,
    size_t count) {
    if (lanes == 1) {
        vl_affine(result, *a, x, y ? *b : 0, y, *k, count);
    } else if (count == 1) {
        if (y) {
            INDEPENDENT
            for (size_t i = 0; i < lanes; i++) result[i] = (a[i] * x[i] + k[i]) + b[i] * y[i];
        } else {
            INDEPENDENT
            for (size_t i = 0; i < lanes; i++) result[i] = a[i] * x[i] + k[i];
        }
    } else if (lanes > 32) {
        /* Pixel by pixel: groups of lanes are too far from each other for the cache. */
        for (size_t start = 0; start < count * lanes; start += lanes) {
            const float *u = x + start, *v = y ? y + start : x;
            float *target = result + start;
            if (y) {
                INDEPENDENT
                for (size_t i = 0; i < lanes; i++) target[i] = (a[i] * u[i] + k[i]) + b[i] * v[i];
            } else {
                INDEPENDENT
                for (size_t i = 0; i < lanes; i++) target[i] = a[i] * u[i] + k[i];
            }
        }
    } else {
        size_t lane = 0;
        for (; lane + 16 <= lanes; lane += 16) AFFINE(Wide, lane);
        for (; lane + 8 <= lanes; lane += 8) AFFINE(Floats, lane);
        for (; lane < lanes; lane++) {
            for (size_t at = lane; at < count * lanes; at += lanes) {
                float u = a[lane] * x[at] + k[lane];
                result[at] = y ? u + b[lane] * y[at] : u;
            }
        }
    }
}

CLONED void vl_add_multiple_lanes(float *result, const float *a, const float *x, size_t lanes, size_t count) {
    if (lanes == 1) {
        vl_add_multiple(result, *a, x, count);
        return;
    }
    size_t lane = 0;
    for (; lane + 8 <= lanes; lane += 8) {
        Floats factor;
        LOAD(factor, a + lane);
        for (size_t i = 0; i < count; i++) {
            Floats u, v;
            LOAD(u, x + i * lanes + lane);
            LOAD(v, result + i * lanes + lane);
            v += factor * u;
            memcpy(result + i * lanes + lane, &v, sizeof v);
        }
    }
    for (; lane < lanes; lane++) {
        for (size_t at = lane; at < count * lanes; at += lanes) result[at] += a[lane] * x[at];
    }
}

/* The sum of eight lanes over the pixels, two groups at a time so that one addition need not wait for the other. */
#define EIGHT_SUMS(total, start)                                        \
    Doubles total = {0};                                                \
    const float *px_##total = x + (start), *py_##total = y ? y + (start) : NULL;
#define ADD_EIGHT(total, at)                                            \
    do {                                                                \
        Doubles u;                                                      \
        LOAD_FLOATS(u, px_##total + (at));                              \
        if (y) {                                                        \
            Doubles v;                                                  \
            LOAD_FLOATS(v, py_##total + (at));                          \
            u *= v;                                                     \
        }                                                               \
        total += u;                                                     \
    } while (0)

CLONED void vl_add_lane_sums(double *sums, const float *x, const float *y, size_t lanes, size_t count) {
    size_t lane = 0;
    for (; lane + 16 <= lanes; lane += 16) {
        EIGHT_SUMS(low, lane)
        EIGHT_SUMS(high, lane + 8)
        for (size_t i = 0; i < count; i++) {
            ADD_EIGHT(low, i * lanes);
            ADD_EIGHT(high, i * lanes);
        }
        for (size_t j = 0; j < 8; j++) {
            sums[lane + j] += low[j];
            sums[lane + 8 + j] += high[j];
        }
    }
    for (; lane + 8 <= lanes; lane += 8) {
        EIGHT_SUMS(total, lane)
        for (size_t i = 0; i < count; i++) ADD_EIGHT(total, i * lanes);
        for (size_t j = 0; j < 8; j++) sums[lane + j] += total[j];
    }
    for (; lane < lanes; lane++) {
        double total = 0;
        for (size_t at = lane; at < count * lanes; at += lanes)
            total += y ? (double)x[at] * (double)y[at] : (double)x[at];
        sums[lane] += total;
    }
}

CLONED void vl_add_pixel_sum(double *sum, const float *x, const float *y, size_t count) {
    size_t whole = count & ~(size_t)7;
    if (whole) {
        EIGHT_SUMS(total, 0)
        for (size_t i = 0; i < whole; i += 8) ADD_EIGHT(total, i);
        *sum += SUM_IN_ORDER(total);
    }
    if (whole < count) {
        Doubles rest = {0};
        for (size_t i = whole; i < count; i++) rest[i - whole] = y ? (double)x[i] * (double)y[i] : (double)x[i];
        *sum += SUM_IN_ORDER(rest);
    }
}

CLONED void vl_multiply(float *result, const float *x, const float *y, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = x[i] * y[i];
}

typedef uint64_t Words __attribute__((vector_size(64)));

CLONED bool vl_carries(const void *words, uint64_t mask, uint64_t addend, size_t bytes) {
    const char *start = words;
    Words first = {0}, second = {0};
    size_t i = 0;
    for (; i + 128 <= bytes; i += 128) {
        Words a, b;
        LOAD(a, start + i);
        LOAD(b, start + i + 64);
        first |= (a & mask) + addend;
        second |= (b & mask) + addend;
    }
    first |= second;
    uint64_t found = 0;
    for (int k = 0; k < 8; k++) found |= first[k];
    for (; i < bytes; i += 8) {
        uint64_t word = 0;
        memcpy(&word, start + i, bytes - i < 8 ? bytes - i : 8);
        found |= (word & mask) + addend;
    }
    return (found & ~mask) != 0;
}
