#include "include/vector_loops.h"
#include "lanes.h"

typedef double Pair __attribute__((vector_size(16)));

/* The lanes of products of whole eights, and where these end. */
#define LANES_OF_PRODUCTS(lanes, i)       \
    Doubles lanes = {0};                  \
    size_t i = 0;                         \
    for (; i + 8 <= count; i += 8) {      \
        Doubles a, b;                     \
        LOAD(a, x + i);                   \
        LOAD(b, y + i);                   \
        lanes += a * b;                   \
    }

CLONED double vl_dot_double(const double *x, const double *y, size_t count) {
    LANES_OF_PRODUCTS(lanes, i)
    double sum = SUM_IN_ORDER(lanes);
    for (; i < count; i++) sum += x[i] * y[i];
    return sum;
}

CLONED double vl_dot_pairs(const double *x, const double *y, size_t count) {
    LANES_OF_PRODUCTS(lanes, i)
    double sum = SUM_IN_PAIRS(lanes);
    for (; i < count; i++) sum += x[i] * y[i];
    return sum;
}

CLONED double vl_sum_pairs(const double *x, size_t count) {
    Doubles lanes = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        Doubles a;
        LOAD(a, x + i);
        lanes += a;
    }
    double sum = SUM_IN_PAIRS(lanes);
    for (; i < count; i++) sum += x[i];
    return sum;
}

CLONED void vl_shift(double *x, double s, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) x[i] += s;
}

CLONED void vl_add_multiple_double(double *y, double s, const double *x, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) y[i] += s * x[i];
}

CLONED void vl_rotate(double *x, double *y, double c, double s, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) {
        double a = x[i], b = y[i];
        x[i] = c * a - s * b;
        y[i] = s * a + c * b;
    }
}

CLONED void vl_add_two(
    double *u, double s0, double s1, double *v, double t0, double t1, const double *x0, const double *x1,
    size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) {
        double a = x0[i], b = x1[i];
        u[i] += s0 * a + s1 * b;
        v[i] += t0 * a + t1 * b;
    }
}

CLONED void vl_add_products(double *table, size_t leading, const double *x, const double *y, size_t row_pairs) {
    /* One register a column of y: lanes 2 i and 2 i + 1 are the even and the odd rows of the product with column i of x. */
    Doubles s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    for (size_t r = 0; r < row_pairs; r++) {
        Doubles columns;
        LOAD(columns, x + 8 * r);
        Pair p0, p1, p2, p3;
        LOAD(p0, y + 8 * r);
        LOAD(p1, y + 8 * r + 2);
        LOAD(p2, y + 8 * r + 4);
        LOAD(p3, y + 8 * r + 6);
        s0 += columns * __builtin_shufflevector(p0, p0, 0, 1, 0, 1, 0, 1, 0, 1);
        s1 += columns * __builtin_shufflevector(p1, p1, 0, 1, 0, 1, 0, 1, 0, 1);
        s2 += columns * __builtin_shufflevector(p2, p2, 0, 1, 0, 1, 0, 1, 0, 1);
        s3 += columns * __builtin_shufflevector(p3, p3, 0, 1, 0, 1, 0, 1, 0, 1);
    }
    for (size_t i = 0; i < 4; i++) {
        table[i] += s0[2 * i] + s0[2 * i + 1];
        table[i + leading] += s1[2 * i] + s1[2 * i + 1];
        table[i + 2 * leading] += s2[2 * i] + s2[2 * i + 1];
        table[i + 3 * leading] += s3[2 * i] + s3[2 * i + 1];
    }
}
