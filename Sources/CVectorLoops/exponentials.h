/* Exponentials of sixteen floats or eight doubles at a time. Arguments are not positive; NaN stays NaN.
 *
 * Products are added with one rounding, by fused instructions where there are any and by the mathematical library elsewhere, so
 * that here, too, all processors give the same bits. */
#ifndef EXPONENTIALS_H
#define EXPONENTIALS_H

#include <stdint.h>

#include "lanes.h"

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CLONED_WITH_FMA __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef CLONED_WITH_FMA
#define CLONED_WITH_FMA
#endif

typedef float Wide __attribute__((vector_size(64)));
typedef int32_t WideInts __attribute__((vector_size(64)));
typedef int64_t WideLongs __attribute__((vector_size(64)));

#define FLOATS_OF(number) ((Wide){0} + (number))
#define DOUBLES_OF(number) ((Doubles){0} + (number))
/* a b + c; a is a vector, b and c may be numbers. */
#define FMA(a, b, c) __builtin_elementwise_fma(a, FLOATS_OF(b), FLOATS_OF(c))
#define DOUBLE_FMA(a, b, c) __builtin_elementwise_fma(a, DOUBLES_OF(b), DOUBLES_OF(c))
#define SELECT_FLOATS(mask, a, b) ((Wide)(((mask) & (WideInts)(a)) | (~(mask) & (WideInts)(b))))
#define SELECT_DOUBLES(mask, a, b) ((Doubles)(((mask) & (WideLongs)(a)) | (~(mask) & (WideLongs)(b))))

/* x = n log 2 + r with the whole number n nearest to x / log 2, which lies in the last bits of `shifted`; p = exp r - 1 =
 * r + r^2 q(r). q is the interpolation of (exp r - 1 - r) / r^2 at Chebyshev's points, good to 8e-9 of exp r; its pairs of
 * terms do not wait for each other. */
#define REDUCE_FLOATS(x, shifted, p)                                            \
    Wide shifted = FMA(x, 0x1.715476p+0f, 0x1.8p+23f);                          \
    Wide p;                                                                     \
    do {                                                                        \
        Wide n_ = shifted - 0x1.8p+23f;                                         \
        Wide r_ = FMA(n_, -0x1.62e43p-1f, x);                                   \
        r_ = FMA(n_, 0x1.05c61p-29f, r_);                                       \
        Wide s_ = r_ * r_;                                                      \
        Wide q_ = FMA(s_, 0.001392625083f, FMA(r_, 0.008363232884f, 0.04166655421f)); \
        q_ = FMA(q_, s_, FMA(r_, 0.1666657667f, 0.5f));                         \
        p = FMA(q_, s_, r_);                                                    \
    } while (0)

/* x = 2^26 exp x to 2 ulp, a number that is not denormal: from -104 on, where exp x becomes 0, x counts as -104. */
#define LARGE_EXPONENTIALS(x)                                                   \
    do {                                                                        \
        Wide least_ = FLOATS_OF(-104.0f);                                       \
        Wide bounded_ = SELECT_FLOATS((x) < least_, least_, x);                 \
        REDUCE_FLOATS(bounded_, shifted_, part_);                               \
        Wide power_ = (Wide)(((WideInts)shifted_ << 23) + (153 << 23));         \
        (x) = FMA(part_, power_, power_);                                       \
    } while (0)

/* result = exp x - 1, to 2 ulp. */
#define EXPONENTIALS_LESS_ONE(result, x)                                        \
    do {                                                                        \
        Wide least_ = FLOATS_OF(-87.0f);                                        \
        Wide bounded_ = SELECT_FLOATS((x) < least_, least_, x);                 \
        REDUCE_FLOATS(bounded_, shifted_, part_);                               \
        Wide power_ = (Wide)(((WideInts)shifted_ << 23) + (127 << 23));         \
        (result) = FMA(part_, power_, power_ - 1.0f);                           \
    } while (0)

/* x = exp x in Double, to 2 ulp; below 1e-307 it is 0. */
#define DOUBLE_EXPONENTIALS(x)                                                  \
    do {                                                                        \
        Doubles least_ = DOUBLES_OF(-708.0);                                    \
        WideLongs low_ = (x) < least_;                                          \
        Doubles bounded_ = SELECT_DOUBLES(low_, least_, x);                     \
        Doubles shifted_ = DOUBLE_FMA(bounded_, 0x1.71547652b82fep+0, 0x1.8p+52); \
        Doubles n_ = shifted_ - 0x1.8p+52;                                      \
        Doubles r_ = DOUBLE_FMA(n_, -0x1.62e42fefa39efp-1, bounded_);           \
        r_ = DOUBLE_FMA(n_, -0x1.abc9e3b39803fp-56, r_);                        \
        Doubles q_ = DOUBLE_FMA(r_, 2.5100472505694996e-8, 2.762020159103154879e-7); \
        q_ = DOUBLE_FMA(q_, r_, 2.755726827690569619e-6);                       \
        q_ = DOUBLE_FMA(q_, r_, 0.0000248015210578682052);                      \
        q_ = DOUBLE_FMA(q_, r_, 0.0001984126986317155603);                      \
        q_ = DOUBLE_FMA(q_, r_, 0.001388888891736708056);                       \
        q_ = DOUBLE_FMA(q_, r_, 0.008333333333330038197);                       \
        q_ = DOUBLE_FMA(q_, r_, 0.04166666666662382053);                        \
        q_ = DOUBLE_FMA(q_, r_, 0.1666666666666666746);                         \
        q_ = DOUBLE_FMA(q_, r_, 0.5000000000000001031);                         \
        Doubles part_ = DOUBLE_FMA(q_, r_ * r_, r_);                            \
        WideLongs bits_ = ((WideLongs)shifted_ << 52) + ((int64_t)1023 << 52);  \
        Doubles power_ = (Doubles)bits_;                                        \
        (x) = (Doubles)(~low_ & (WideLongs)DOUBLE_FMA(part_, power_, power_));  \
    } while (0)

#endif
