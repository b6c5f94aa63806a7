#include "include/function_loops.h"

#include <math.h>
#include <stdint.h>

#include "lanes.h"

/* Building blocks in Double. They have no branches and call nothing, so that loops over them are vectorized; arguments come from
 * floats, and relative errors are below 1e-9. */

static inline double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t to_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double absolute(double x) { return x < 0 ? -x : x; }

/* e^x, for x beyond 300 as at 300: infinite or 0 as a float, and still finite as a square here. */
static inline double exponential(double x) {
    x = x < -300 ? -300 : x;
    x = x > 300 ? 300 : x;
    /* x = n log 2 + r; adding 1.5 * 2^52 rounds to an integer and leaves it in the lowest bits. */
    const double magic = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep0 + magic;
    double n = shifted - magic;
    double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    return p * from_bits((to_bits(shifted) + 1023) << 52);
}

/* e^x - 1. */
static inline double exponential_minus_one(double x) {
    double small = x + 0.5 * x * x, large = exponential(x) - 1;
    return absolute(x) < 1e-5 ? small : large;
}

/* log x. */
static inline double logarithm(double x) {
    /* x = 2^e m with m from sqrt(1/2) to sqrt(2): the bits count from those of sqrt(1/2). */
    const uint64_t root = 0x3fe6a09e667f3bcd;
    uint64_t bits = to_bits(x);
    uint64_t biased = (bits - root + ((uint64_t)1023 << 52)) >> 52;
    double e = from_bits(0x4330000000000000 | biased) - (0x1p52 + 1023);
    double m = from_bits(bits - ((biased - 1023) << 52));
    double s = (m - 1) / (m + 1);
    double q = s * s;
    double p = 1.0 / 13;
    p = p * q + 1.0 / 11;
    p = p * q + 1.0 / 9;
    p = p * q + 1.0 / 7;
    p = p * q + 1.0 / 5;
    p = p * q + 1.0 / 3;
    p = p * q + 1;
    double y = e * 0x1.62e42fefa39efp-1 + 2 * s * p;
    y = x == 0 ? -(double)INFINITY : y;
    y = x < 0 ? (double)NAN : y;
    /* Infinite and NaN stay. */
    return x < (double)INFINITY ? y : x;
}

/* log(1 + x). */
static inline double logarithm_plus_one(double x) {
    double u = 1 + x;
    /* What the sum lost. */
    double lost = x - (u - 1);
    double correction = u > 0 && u < 2 ? lost / u : 0;
    return logarithm(u) + correction;
}

/* log(1 + e^x). */
static inline double softplus(double x) {
    double y = logarithm_plus_one(exponential(-absolute(x)));
    return (x < 0 ? 0 : x) + y;
}

/* 1 / (1 + e^-x). */
static inline double sigmoid(double x) { return 1 / (1 + exponential(-x)); }

/* erf x = x p(x^2 / 8 - 1), by interpolation in Chebyshev's points; 1 as a float from 4 on. */
static inline double error_function(double x) {
    static const double c[19] = {
        0.353530995618832,
        -0.1765762358730827,
        0.13167512178025037,
        -0.10771028937941285,
        0.090208834048801,
        -0.07473053609750971,
        0.05988893544946827,
        -0.04574400173747189,
        0.03304758576776702,
        -0.02256359768210404,
        0.014397568289076375,
        -0.008382074175611504,
        0.004746829233418617,
        -0.0029118389672566267,
        0.001438018423470695,
        -0.0003243025952463744,
        0.00015834095582594368,
        -0.00024670882266946147,
        9.73520276602358e-05};
    x = x > 4 ? 4 : x;
    x = x < -4 ? -4 : x;
    double t = x * x * 0.125 - 1;
    double p = c[18];
    for (int i = 17; i >= 0; i--) p = p * t + c[i];
    return x * p;
}

/* A loop over an expression of the Double x. */
#define LOOP(name, expression)                                                                       \
    CLONED void fl_##name(float *result, const float *values, double a, double b, size_t count) {    \
        (void)a, (void)b;                                                                            \
        INDEPENDENT                                                                                  \
        for (size_t i = 0; i < count; i++) {                                                         \
            double x = values[i];                                                                    \
            result[i] = (float)(expression);                                                         \
        }                                                                                            \
    }
/* The same with a call of the C library, one number after another. */
#define CALLING_LOOP(name, expression)                                                               \
    void fl_##name(float *result, const float *values, double a, double b, size_t count) {           \
        (void)a, (void)b;                                                                            \
        for (size_t i = 0; i < count; i++) {                                                         \
            double x = values[i];                                                                    \
            result[i] = (float)(expression);                                                         \
        }                                                                                            \
    }
/* A loop over an expression of the float x, for what rounds at most once. */
#define FLOAT_LOOP(name, expression)                                                                 \
    CLONED void fl_##name(float *result, const float *values, double a, double b, size_t count) {    \
        float l = (float)a, h = (float)b;                                                            \
        (void)l, (void)h;                                                                            \
        INDEPENDENT                                                                                  \
        for (size_t i = 0; i < count; i++) {                                                         \
            float x = values[i];                                                                     \
            result[i] = expression;                                                                  \
        }                                                                                            \
    }

FLOAT_LOOP(square, x * x)
FLOAT_LOOP(square_root, __builtin_elementwise_sqrt(x))
LOOP(reciprocal_square_root, 1 / __builtin_elementwise_sqrt(x))
FLOAT_LOOP(reciprocal, 1 / x)
LOOP(exponential, exponential(x))
LOOP(logarithm, logarithm(x))
FLOAT_LOOP(absolute, __builtin_fabsf(x))
LOOP(exponential_minus_one, exponential_minus_one(x))
LOOP(logarithm_plus_one, logarithm_plus_one(x))
LOOP(error_function, error_function(x))

CALLING_LOOP(power, pow(x, a))
CALLING_LOOP(sine, sin(x))
CALLING_LOOP(cosine, cos(x))
CALLING_LOOP(tangent, tan(x))
CALLING_LOOP(arc_sine, asin(x))
CALLING_LOOP(arc_cosine, acos(x))
CALLING_LOOP(arc_tangent, atan(x))
LOOP(hyperbolic_sine, absolute(x) < 1e-4 ? x + x * x * x / 6 : 0.5 * (exponential(x) - exponential(-x)))
LOOP(hyperbolic_cosine, 0.5 * (exponential(x) + exponential(-x)))
LOOP(area_hyperbolic_sine,
     (x < 0 ? -1 : 1) *
         logarithm_plus_one(
             absolute(x) + (absolute(x) > 1e18 ? absolute(x) : x * x / (1 + __builtin_elementwise_sqrt(x * x + 1)))))
LOOP(area_hyperbolic_cosine,
     x < 1 ? (double)NAN : logarithm_plus_one((x - 1) + __builtin_elementwise_sqrt((x - 1) * (x + 1))))
LOOP(area_hyperbolic_tangent, (x < 0 ? -0.5 : 0.5) * logarithm_plus_one(2 * absolute(x) / (1 - absolute(x))))

FLOAT_LOOP(floor, __builtin_elementwise_floor(x))
FLOAT_LOOP(ceiling, __builtin_elementwise_ceil(x))
FLOAT_LOOP(round, __builtin_elementwise_rint(x))
FLOAT_LOOP(truncate, __builtin_elementwise_trunc(x))
FLOAT_LOOP(sign, x > 0 ? 1 : x < 0 ? -1 : x)
FLOAT_LOOP(clip, x < l ? l : x > h ? h : x)
FLOAT_LOOP(at_least, x < l ? l : x)
FLOAT_LOOP(at_most, x > l ? l : x)
FLOAT_LOOP(threshold, x <= l ? h : x)
FLOAT_LOOP(shrink, x < -l ? x + h : x > l ? x - h : x == x ? 0 : x)
FLOAT_LOOP(not_a_number, x == x ? 0 : 1)
FLOAT_LOOP(softsign, x / (1 + __builtin_fabsf(x)))

/* A comparison that NaN fails leaves it. */
#define BETWEEN_0_AND_1(x) ((x) < 0 ? 0 : (x) > 1 ? 1 : (x))
LOOP(softplus, a * x > b ? x : softplus(a * x) / a)
LOOP(hard_sigmoid, BETWEEN_0_AND_1(a * x + b))
LOOP(hard_swish, x * BETWEEN_0_AND_1((x + 3) / 6))
LOOP(gelu_tanh, x * sigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x)))
LOOP(swish, x * sigmoid(a * x))
LOOP(log_sigmoid, -softplus(-x))
LOOP(celu, x > 0 ? x : a * exponential_minus_one(x / a))
/* Klambauer et al. 2017, arXiv:1706.02515, eq. 2. */
LOOP(selu, 1.0507009873554804934193349852946 *
               (x > 0 ? x : 1.6732632423543772848170429916717 * exponential_minus_one(x)))

CLONED void fl_mish(float *result, const float *values, double a, double b, size_t count) {
    (void)a, (void)b;
    INDEPENDENT
    for (size_t i = 0; i < count; i++) {
        double x = values[i];
        /* tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2) */
        double e = exponential(x);
        double n = e * (e + 2);
        result[i] = (float)(x * (n / (n + 2)));
    }
}

CLONED void fl_maximum(float *result, const float *x, const float *y, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = x[i] > y[i] || x[i] != x[i] ? x[i] : y[i];
}

CLONED void fl_minimum(float *result, const float *x, const float *y, size_t count) {
    INDEPENDENT
    for (size_t i = 0; i < count; i++) result[i] = x[i] < y[i] || x[i] != x[i] ? x[i] : y[i];
}
