/* Recurrent layers, one step of a sequence after the other: products with the recurrent weights and the gates.
 *
 * The products are sums in the order of the units, by fused instructions where the processor has them: unlike the other loops
 * here, they have the bits of the processor's widest instructions. */
#ifndef RECURRENCE_H
#define RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>

enum rc_cell {
    rc_tanh,
    rc_rectifier,
    rc_lstm,
    /* the reset gate acts on the product of the state */
    rc_gru,
    /* the reset gate acts on the state */
    rc_gru_reset_first
};

typedef struct {
    size_t batch, steps, units;
    enum rc_cell cell;
    /* from the last step to the first */
    bool reverse;
} rc_shape;

/* rows of weights for a unit */
size_t rc_gates(enum rc_cell cell);
/* floats that packed weights and biases take */
size_t rc_packed_count(rc_shape shape);
/* floats that a run needs for itself */
size_t rc_scratch_count(rc_shape shape);

/* Weights [gates units][units] and biases [gates units], which may be null, in the order that a run reads. */
void rc_pack(rc_shape shape, float *packed, const float *weights, const float *bias);

/* States [batch][steps][units] from what the inputs add to the gates, [batch][steps][gates units]; the first state is 0.
 *
 * Gates are in PyTorch's order: i, f, g, o and r, z, n. */
void rc_run(rc_shape shape, float *result, const float *inputs, const float *packed, float *scratch);

#endif
