#include "include/recurrence.h"

#include <stdint.h>

#include "exponentials.h"

#define UNROLLED _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

size_t rc_gates(enum rc_cell cell) {
    switch (cell) {
    case rc_lstm: return 4;
    case rc_gru:
    case rc_gru_reset_first: return 3;
    default: return 1;
    }
}

/* Units in whole panels of sixteen. */
static size_t padded(size_t units) { return (units + 15) & ~(size_t)15; }

size_t rc_packed_count(rc_shape shape) { return rc_gates(shape.cell) * padded(shape.units) * (shape.units + 1); }

size_t rc_scratch_count(rc_shape shape) {
    /* the products of the gates, and two more states */
    return shape.batch * padded(shape.units) * (rc_gates(shape.cell) + 2);
}

/* Panels [gate][unit / 16] of the transposed weights, [from][16 units]; then the biases, [gate][unit]. */
void rc_pack(rc_shape shape, float *packed, const float *weights, const float *bias) {
    size_t units = shape.units, width = padded(units), gates = rc_gates(shape.cell);
    memset(packed, 0, rc_packed_count(shape) * sizeof *packed);
    for (size_t gate = 0; gate < gates; gate++) {
        for (size_t unit = 0; unit < units; unit++) {
            const float *row = weights + (gate * units + unit) * units;
            float *column = packed + (gate * width + unit / 16 * 16) * units + unit % 16;
            for (size_t from = 0; from < units; from++) column[from * 16] = row[from];
        }
        if (bias) memcpy(packed + gates * width * units + gate * width, bias + gate * units, units * sizeof *bias);
    }
}

/* MARK: Products */

typedef struct {
    const float *panels, *bias, *state;
    float *result;
    size_t units, state_stride, result_stride;
} product;

/* So many rows of the state times some panels: each number of the state meets one group of the panels' numbers after the other. */
#pragma STDC FP_CONTRACT ON
#define TILE(name, attribute, Vector, width)                                                                    \
    attribute INLINE void name(const product *p, const int rows, const int vectors) {                           \
        Vector sum[32];                                                                                         \
        UNROLLED for (int v = 0; v < vectors; v++) {                                                            \
            Vector start;                                                                                       \
            LOAD(start, p->bias + v * width);                                                                   \
            UNROLLED for (int r = 0; r < rows; r++) sum[r * vectors + v] = start;                               \
        }                                                                                                       \
        for (size_t k = 0; k < p->units; k++) {                                                                 \
            Vector weight[4];                                                                                   \
            UNROLLED for (int v = 0; v < vectors; v++)                                                          \
                LOAD(weight[v], p->panels + (size_t)(v * width / 16) * 16 * p->units + k * 16 + v * width % 16); \
            UNROLLED for (int r = 0; r < rows; r++) {                                                           \
                float value = p->state[(size_t)r * p->state_stride + k];                                        \
                UNROLLED for (int v = 0; v < vectors; v++) sum[r * vectors + v] += weight[v] * value;           \
            }                                                                                                   \
        }                                                                                                       \
        UNROLLED for (int r = 0; r < rows; r++) {                                                               \
            UNROLLED for (int v = 0; v < vectors; v++)                                                          \
                memcpy(p->result + (size_t)r * p->result_stride + v * width, &sum[r * vectors + v], sizeof *sum); \
        }                                                                                                       \
    }

/* All rows of a group of panels, by tiles of `most` rows and then of fewer. */
#define ROWS(name, tile, attribute, most, vectors)                                                      \
    attribute static void name(product p, size_t rows) {                                                \
        for (; rows >= most; rows -= most) {                                                            \
            tile(&p, most, vectors);                                                                    \
            p.state += most * p.state_stride;                                                           \
            p.result += most * p.result_stride;                                                         \
        }                                                                                               \
        for (; rows >= 2; rows -= 2) {                                                                  \
            tile(&p, 2, vectors);                                                                       \
            p.state += 2 * p.state_stride;                                                              \
            p.result += 2 * p.result_stride;                                                            \
        }                                                                                               \
        if (rows) tile(&p, 1, vectors);                                                                 \
    }

typedef float Four __attribute__((vector_size(16)));

#if defined(__x86_64__)
#define WITH_AVX512 __attribute__((target("avx512f")))
#define WITH_AVX2 __attribute__((target("avx2,fma")))
TILE(tile_512, WITH_AVX512, Wide, 16)
ROWS(rows_512_3, tile_512, WITH_AVX512, 8, 3)
ROWS(rows_512_1, tile_512, WITH_AVX512, 8, 1)
TILE(tile_256, WITH_AVX2, Floats, 8)
ROWS(rows_256, tile_256, WITH_AVX2, 6, 2)
#endif
TILE(tile_128, , Four, 4)
ROWS(rows_128, tile_128, , 2, 4)
#pragma STDC FP_CONTRACT OFF

/* result[row][gates][width] = bias + state[row] times the panels of some gates. */
static void multiply(
    rc_shape shape, const float *packed, size_t first_gate, size_t gates, const float *state, size_t state_stride,
    float *result) {
    size_t units = shape.units, width = padded(units), all = rc_gates(shape.cell);
    product p = {
        .units = units, .state = state, .state_stride = state_stride, .result_stride = all * width};
    size_t panel = first_gate * width / 16, end = panel + gates * width / 16;
    while (panel < end) {
        p.panels = packed + panel * 16 * units;
        p.bias = packed + all * width * units + panel * 16;
        p.result = result + panel * 16;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f")) {
            if (end - panel >= 3) {
                rows_512_3(p, shape.batch);
                panel += 3;
            } else {
                rows_512_1(p, shape.batch);
                panel += 1;
            }
            continue;
        }
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            rows_256(p, shape.batch);
            panel += 1;
            continue;
        }
#endif
        rows_128(p, shape.batch);
        panel += 1;
    }
}

/* MARK: Gates */

/* y = exp(-|x|) - 1 */
#define LESS_ONE_OF_SIZE(y, x)                                              \
    Wide y;                                                                 \
    do {                                                                    \
        Wide size_ = (Wide)((WideInts)(x) | INT32_MIN);                     \
        EXPONENTIALS_LESS_ONE(y, size_);                                    \
    } while (0)

/* 1 / (1 + exp -x), which is exp x / (1 + exp x) */
#define SIGMOID(result, x)                                                  \
    do {                                                                    \
        LESS_ONE_OF_SIZE(e_, x);                                            \
        Wide top_ = SELECT_FLOATS((x) < 0.0f, e_ + 1.0f, FLOATS_OF(1.0f));  \
        (result) = top_ / (e_ + 2.0f);                                      \
    } while (0)

/* (1 - exp -2|x|) / (1 + exp -2|x|), with the sign of x */
#define TANH(result, x)                                                     \
    do {                                                                    \
        Wide twice_ = (x) + (x);                                            \
        LESS_ONE_OF_SIZE(e_, twice_);                                       \
        Wide size_ = -e_ / (e_ + 2.0f);                                     \
        (result) = (Wide)(((WideInts)(x) & INT32_MIN) | ((WideInts)size_ & INT32_MAX)); \
    } while (0)

/* Sixteen numbers, or those that a row has left. */
#define LOAD_PART(x, address, count)                                        \
    do {                                                                    \
        if ((count) >= 16) {                                                \
            LOAD(x, address);                                               \
        } else {                                                            \
            (x) = (Wide){0};                                                \
            memcpy(&(x), address, (count) * sizeof(float));                 \
        }                                                                   \
    } while (0)

#define STORE_PART(address, x, count) memcpy(address, &(x), (count) >= 16 ? sizeof(x) : (count) * sizeof(float))

typedef struct {
    /* of one row: what the input and the state add to the gates, a state that stays with the row, the last output and the next */
    const float *input, *product, *last;
    float *kept, *next;
    size_t units, width;
} row;

/* What input and state add to a gate. */
#define GATE(x, gate)                                                       \
    Wide x;                                                                 \
    do {                                                                    \
        Wide own_;                                                          \
        LOAD_PART(x, r->input + (gate) * r->units + unit, left);            \
        LOAD(own_, r->product + (gate) * r->width + unit);                  \
        x += own_;                                                          \
    } while (0)

#define EACH_GROUP for (size_t unit = 0, left = r->units; unit < r->units; unit += 16, left -= left < 16 ? left : 16)

CLONED_WITH_FMA static void run_lstm(const row *r) {
    EACH_GROUP {
        GATE(i, 0);
        GATE(f, 1);
        GATE(g, 2);
        GATE(o, 3);
        SIGMOID(i, i);
        SIGMOID(f, f);
        TANH(g, g);
        SIGMOID(o, o);
        Wide c, h;
        LOAD(c, r->kept + unit);
        c = FMA(f, c, i * g);
        memcpy(r->kept + unit, &c, sizeof c);
        TANH(h, c);
        h *= o;
        STORE_PART(r->next + unit, h, left);
    }
}

/* n + z (h - n) */
#define NEXT_STATE(n, z)                                                    \
    do {                                                                    \
        Wide h_ = {0};                                                      \
        if (r->last) LOAD_PART(h_, r->last + unit, left);                   \
        h_ = FMA(z, h_ - n, n);                                             \
        STORE_PART(r->next + unit, h_, left);                               \
    } while (0)

CLONED_WITH_FMA static void run_gru(const row *r) {
    EACH_GROUP {
        GATE(reset, 0);
        GATE(z, 1);
        SIGMOID(reset, reset);
        SIGMOID(z, z);
        Wide n, own;
        LOAD_PART(n, r->input + 2 * r->units + unit, left);
        LOAD(own, r->product + 2 * r->width + unit);
        n = FMA(reset, own, n);
        TANH(n, n);
        NEXT_STATE(n, z);
    }
}

/* The state times the reset gate, into what is kept. */
CLONED_WITH_FMA static void reset_state(const row *r) {
    EACH_GROUP {
        GATE(reset, 0);
        SIGMOID(reset, reset);
        Wide h = {0};
        if (r->last) LOAD_PART(h, r->last + unit, left);
        h *= reset;
        memcpy(r->kept + unit, &h, sizeof h);
    }
}

CLONED_WITH_FMA static void run_gru_reset_first(const row *r) {
    EACH_GROUP {
        GATE(z, 1);
        GATE(n, 2);
        SIGMOID(z, z);
        TANH(n, n);
        NEXT_STATE(n, z);
    }
}

CLONED_WITH_FMA static void run_plain(const row *r, bool rectifies) {
    EACH_GROUP {
        GATE(x, 0);
        if (rectifies) x = SELECT_FLOATS(x < 0.0f, (Wide){0}, x);
        else TANH(x, x);
        STORE_PART(r->next + unit, x, left);
    }
}

void rc_run(rc_shape shape, float *result, const float *inputs, const float *packed, float *scratch) {
    size_t units = shape.units, width = padded(units), gates = rc_gates(shape.cell);
    float *products = scratch, *kept = scratch + shape.batch * gates * width;
    const float *bias = packed + gates * width * units;
    memset(kept, 0, shape.batch * width * sizeof *kept);
    for (size_t k = 0; k < shape.steps; k++) {
        size_t step = shape.reverse ? shape.steps - 1 - k : k, before = shape.reverse ? step + 1 : step - 1;
        const float *last = k ? result + before * units : NULL;
        bool is_split = shape.cell == rc_gru_reset_first;
        if (last) {
            multiply(shape, packed, 0, is_split ? 2 : gates, last, shape.steps * units, products);
        } else {
            for (size_t n = 0; n < shape.batch; n++)
                memcpy(products + n * gates * width, bias, gates * width * sizeof *bias);
        }
        for (int pass = is_split ? 0 : 1; pass < 2; pass++) {
            for (size_t n = 0; n < shape.batch; n++) {
                row r = {
                    .input = inputs + (n * shape.steps + step) * gates * units,
                    .product = products + n * gates * width,
                    .last = last ? last + n * shape.steps * units : NULL,
                    .kept = kept + n * width,
                    .next = result + (n * shape.steps + step) * units,
                    .units = units,
                    .width = width};
                if (pass == 0) {
                    reset_state(&r);
                    continue;
                }
                switch (shape.cell) {
                case rc_lstm: run_lstm(&r); break;
                case rc_gru: run_gru(&r); break;
                case rc_gru_reset_first: run_gru_reset_first(&r); break;
                case rc_tanh: run_plain(&r, false); break;
                case rc_rectifier: run_plain(&r, true); break;
                }
            }
            if (pass == 0 && last) multiply(shape, packed, 2, 1, kept, width, products);
        }
    }
}
