/* Loops over long vectors, compiled for several instruction sets: the processor picks at load time.
 *
 * Every number depends on the data alone. Sums run in eight lanes, lane k taking the elements i with i mod 8 = k, and are
 * combined in a fixed order, with one rounding per operation: all instruction sets give the same bits. NaN stays NaN, with
 * any payload.
 *
 * No pointer has to be aligned. Where a loop says so its result may be one of its operands; else they must not overlap. */
#ifndef VECTOR_LOOPS_H
#define VECTOR_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "function_loops.h"
#include "square_convolution.h"

/* Float vectors. Lanes of sums are Double and are added from the first to the last, then what eight does not divide. */

/* sum x[i] y[i] */
double vl_dot(const float *x, const float *y, size_t count);
/* sum x[i] */
double vl_sum(const float *x, size_t count);
/* sum (x[i] - centre)^2 */
double vl_squared_deviations(const float *x, double centre, size_t count);
/* whether no number is infinite or NaN; raises no arithmetic exception */
bool vl_is_finite(const float *x, size_t count);

/* result = (x + a u) + b v; the result may be x, u or v */
void vl_combine(float *result, const float *x, float a, const float *u, float b, const float *v, size_t count);
/* result = result + a u */
void vl_add_multiple(float *result, float a, const float *u, size_t count);
/* result = factor x; the result may be x */
void vl_scale(float *result, float factor, const float *x, size_t count);
/* result = (a x + k) + b y, or a x + k where y is null; the result may be x or y */
void vl_affine(float *result, float a, const float *x, float b, const float *y, float k, size_t count);

/* sums = sums + weight x, in Double */
void vl_accumulate(double *sums, double weight, const float *x, size_t count);
/* result = sums / divisor, divided in Double */
void vl_divide(float *result, const double *sums, double divisor, size_t count);

/* result = x y */
void vl_multiply(float *result, const float *x, const float *y, size_t count);
/* whether a word, of its bits in the mask, carries into one outside when the addend is added; what remains of the last eight
 * bytes is filled up with zeros */
bool vl_carries(const void *words, uint64_t mask, uint64_t addend, size_t bytes);

/* Exponentials; see the file of the same name for their errors. */

/* the largest number, NaN apart; -infinity where there is none */
float vl_largest(const float *x, size_t count);
/* result = softmax (scale x + mask) of the first `seen` numbers, and 0 for the others; the mask may be null, the result may be x */
void vl_softmax(float *result, const float *x, float scale, const float *mask, size_t seen, size_t count);
/* sum exp(x[i] - shift) in Double, where no x is above the shift */
double vl_sum_exponentials(const float *x, double shift, size_t count);
/* result[i] = exp(x[i] - shift) in Double, where no x is above the shift; returns their sum */
double vl_exponentials(double *result, const float *x, double shift, size_t count);

/* Float tensors [pixel][lane], with coefficients by lane. */

/* result = (a x + k) + b y, or a x + k where y is null; the result may be x or y */
void vl_affine_lanes(
    float *result, const float *a, const float *x, const float *b, const float *y, const float *k, size_t lanes,
    size_t count);
/* result = result + a x */
void vl_add_multiple_lanes(float *result, const float *a, const float *x, size_t lanes, size_t count);
/* sums[lane] += the sum of x y over the pixels, or of x where y is null, one after another in Double */
void vl_add_lane_sums(double *sums, const float *x, const float *y, size_t lanes, size_t count);
/* sum += the sum of x y, or of x where y is null, of whole eights by their lanes in order, then of what eight does not divide */
void vl_add_pixel_sum(double *sum, const float *x, const float *y, size_t count);

/* Images whose pixels are groups of lanes. */

/* How the numbers along one axis are made of those along another: number i is the sum of weights[i taps + k] times number
 * starts[i] + k. */
typedef struct {
    size_t from, to, taps;
    const int32_t *starts;
    const float *weights;
} vl_axis;

/* An image [rows->to][columns->to][lanes] from one of [rows->from][columns->from][lanes]; `row` has room for one row of the
 * latter. */
void vl_resample(
    float *result, const float *x, float *row, const vl_axis *rows, const vl_axis *columns, size_t lanes);
/* The transpose of that: what each number of the larger or smaller image adds to. */
void vl_resample_adjoint(
    float *result, const float *x, float *row, const vl_axis *rows, const vl_axis *columns, size_t lanes);

/* Float matrices, row after row. */

/* result = scale ((x - mean) / sqrt(variance + epsilon)) + shift with each row's mean and variance, computed in Double; scale and
 * shift by column, both or the latter null for 1 and 0; without `centres` the mean counts as 0 */
void vl_normalize_rows(
    float *result, const float *x, const float *scale, const float *shift, bool centres, double epsilon, size_t rows,
    size_t count);

/* result = scale x + shift, by column, and 0 in place of what is below with `rectifies`; rows of `width` numbers, which are `stride`
 * numbers from each other in the result */
void vl_affine_rows(
    float *result, size_t stride, const float *x, const float *scale, const float *shift, bool rectifies, size_t rows,
    size_t width);
/* Up to sixteen rows of x, each times its factor, as columns: number i of row r goes to result[places[i] + r]. Neighbouring
 * numbers of sixteen or eight rows are moved together. */
void vl_place_rows(
    float *result, const int64_t *places, const float *x, const float *factors, size_t rows, size_t count);

/* Double vectors. */

/* sum x[i] y[i], the lanes added from the first to the last */
double vl_dot_double(const double *x, const double *y, size_t count);
/* sum x[i] y[i], the lanes (0, 1) + (2, 3) and (4, 5) + (6, 7) added as pairs, then these, then their two numbers */
double vl_dot_pairs(const double *x, const double *y, size_t count);
/* sum x[i], in the same order */
double vl_sum_pairs(const double *x, size_t count);
/* x = x + s */
void vl_shift(double *x, double s, size_t count);
/* y = y + s x */
void vl_add_multiple_double(double *y, double s, const double *x, size_t count);
/* (x, y) = (c x - s y, s x + c y) */
void vl_rotate(double *x, double *y, double c, double s, size_t count);
/* u = u + (s0 x0 + s1 x1) and v = v + (t0 x0 + t1 x1) in one pass */
void vl_add_two(
    double *u, double s0, double s1, double *v, double t0, double t1, const double *x0, const double *x1, size_t count);
/* The sixteen products of four columns with four others, added to a table: element (i, j) at table[i + j leading].
 *
 * Columns are laid together in fours, two rows at a time: row r of column i at x[8 (r / 2) + 2 i + r % 2]. Even and odd rows
 * are summed apart, then added. */
void vl_add_products(double *table, size_t leading, const double *x, const double *y, size_t row_pairs);

#endif
