/* Functions of each number of a vector, compiled for several instruction sets like the other loops.
 *
 * Numbers are computed in Double and rounded once, so that a result is off by hardly more than the rounding, and finite where the
 * true value is. NaN stays NaN. The result may be the operand. */
#ifndef FUNCTION_LOOPS_H
#define FUNCTION_LOOPS_H

#include <stddef.h>

/* What all functions look like; those without numbers a and b do not read them. */
typedef void fl_loop(float *result, const float *x, double a, double b, size_t count);

fl_loop fl_square, fl_square_root, fl_reciprocal_square_root, fl_reciprocal, fl_exponential, fl_logarithm, fl_absolute;
/* e^x - 1 and log(1 + x), without cancellation near 0 */
fl_loop fl_exponential_minus_one, fl_logarithm_plus_one;
/* x^a */
fl_loop fl_power;
fl_loop fl_error_function, fl_sine, fl_cosine, fl_tangent, fl_arc_sine, fl_arc_cosine, fl_arc_tangent;
fl_loop fl_hyperbolic_sine, fl_hyperbolic_cosine, fl_area_hyperbolic_sine, fl_area_hyperbolic_cosine, fl_area_hyperbolic_tangent;
/* fl_round takes halves to the even neighbour */
fl_loop fl_floor, fl_ceiling, fl_round, fl_truncate, fl_sign;
/* x between a and b; at least a; at most a */
fl_loop fl_clip, fl_at_least, fl_at_most;
/* log(1 + e^(a x)) / a, and x where a x is above b */
fl_loop fl_softplus;
/* x / (1 + |x|) */
fl_loop fl_softsign;
/* a x + b between 0 and 1 */
fl_loop fl_hard_sigmoid;
/* x times (x + 3) / 6 between 0 and 1 */
fl_loop fl_hard_swish;
/* x tanh(log(1 + e^x)) */
fl_loop fl_mish;
/* x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2 */
fl_loop fl_gelu_tanh;
/* x / (1 + e^(-a x)) */
fl_loop fl_swish;
/* -log(1 + e^-x) */
fl_loop fl_log_sigmoid;
/* x where positive, else a (e^(x/a) - 1); the same with fixed numbers */
fl_loop fl_celu, fl_selu;
/* x where above a, else b */
fl_loop fl_threshold;
/* x + b below -a, x - b above a, else 0 */
fl_loop fl_shrink;
/* 1 for what is not a number, else 0 */
fl_loop fl_not_a_number;

/* maximum and minimum of two vectors, NaN where one is */
void fl_maximum(float *result, const float *x, const float *y, size_t count);
void fl_minimum(float *result, const float *x, const float *y, size_t count);

#endif
