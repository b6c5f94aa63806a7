/* What both files of loops share: eight lanes, and the attribute that compiles a loop for several instruction sets. */
#ifndef LANES_H
#define LANES_H

#include <stddef.h>
#include <string.h>

/* One rounding per operation, whatever the processor could fuse. */
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef CLONED
#define CLONED
#endif

/* For loops that read and write one index at a time: operands may be the same vector, and do not overlap otherwise. */
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety) interleave(enable)")

typedef float Floats __attribute__((vector_size(32)));
typedef double Doubles __attribute__((vector_size(64)));

/* Eight numbers from an address of any alignment. Macros, since functions with arguments this wide have no stable ABI. */
#define LOAD(lanes, address) memcpy(&(lanes), (address), sizeof(lanes))
#define LOAD_FLOATS(lanes, address)                  \
    do {                                             \
        Floats narrow_;                              \
        LOAD(narrow_, address);                      \
        (lanes) = __builtin_convertvector(narrow_, Doubles); \
    } while (0)

/* From the first lane to the last. */
#define SUM_IN_ORDER(l) ((((((((l)[0] + (l)[1]) + (l)[2]) + (l)[3]) + (l)[4]) + (l)[5]) + (l)[6]) + (l)[7])
/* Pairs of lanes, as four registers of two numbers are added. */
#define SUM_IN_PAIRS(l) \
    ((((l)[0] + (l)[2]) + ((l)[4] + (l)[6])) + (((l)[1] + (l)[3]) + ((l)[5] + (l)[7])))

#endif
