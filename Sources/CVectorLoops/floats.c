#include "include/vector_loops.h"

#include <stdint.h>

#include "lanes.h"

CLONED double vl_dot(const float *x, const float *y, size_t count) {
    Doubles lanes = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        Doubles a, b;
        LOAD_FLOATS(a, x + i);
        LOAD_FLOATS(b, y + i);
        lanes += a * b;
    }
    double sum = SUM_IN_ORDER(lanes);
    for (; i < count; i++) sum += (double)x[i] * (double)y[i];
    return sum;
}

CLONED double vl_sum(const float *x, size_t count) {
    Doubles lanes = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        Doubles a;
        LOAD_FLOATS(a, x + i);
        lanes += a;
    }
    double sum = SUM_IN_ORDER(lanes);
    for (; i < count; i++) sum += (double)x[i];
    return sum;
}

CLONED double vl_squared_deviations(const float *x, double centre, size_t count) {
    Doubles lanes = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        Doubles a;
        LOAD_FLOATS(a, x + i);
        a -= centre;
        lanes += a * a;
    }
    double sum = SUM_IN_ORDER(lanes);
    for (; i < count; i++) {
        double a = (double)x[i] - centre;
        sum += a * a;
    }
    return sum;
}

CLONED bool vl_is_finite(const float *x, size_t count) {
    /* All bits of the exponent are set in what is infinite or NaN. Long vectors end early, after a stretch. */
    const uint32_t exponent = 0x7F800000;
    const size_t stretch = 4096;
    for (size_t start = 0; start < count; start += stretch) {
        size_t end = count - start < stretch ? count : start + stretch;
        uint32_t found = 0;
        for (size_t i = start; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, x + i, sizeof bits);
            found |= (bits & exponent) == exponent;
        }
        if (found) return false;
    }
    return true;
}

CLONED void vl_combine(
    float *result, const float *x, float a, const float *u, float b, const float *v, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = x[i] + a * u[i] + b * v[i];
}

CLONED void vl_add_multiple(float *result, float a, const float *u, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] += a * u[i];
}

CLONED void vl_scale(float *result, float factor, const float *x, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = factor * x[i];
}

CLONED void vl_affine(float *result, float a, const float *x, float b, const float *y, float k, size_t count) {
    if (y) {
        INDEPENDENT
        for (size_t i = 0; i < count; i++) result[i] = (a * x[i] + k) + b * y[i];
    } else {
        INDEPENDENT
        for (size_t i = 0; i < count; i++) result[i] = a * x[i] + k;
    }
}

CLONED void vl_accumulate(double *sums, double weight, const float *x, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) sums[i] += weight * (double)x[i];
}

CLONED void vl_divide(float *result, const double *sums, double divisor, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = (float)(sums[i] / divisor);
}
