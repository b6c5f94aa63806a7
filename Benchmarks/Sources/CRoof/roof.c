#define _GNU_SOURCE
#include "roof.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

typedef struct {
  double seconds;
  double rate;
} job;

// Twelve independent accumulators hide the latency of two multiply-add units of four cycles each.
#define CHAINS 12
#define ROUNDS 20000

// One sum and one product a lane and round; the compiler fuses them where the target has such an instruction.
#define DEFINE_LOOP(name, target_name, lanes)                                                                          \
  __attribute__((target(target_name))) static void *name(void *argument) {                                             \
    typedef float vector __attribute__((vector_size(4 * lanes)));                                                      \
    job *work = argument;                                                                                              \
    vector a[CHAINS];                                                                                                  \
    for (int i = 0; i < CHAINS; i++) a[i] = (vector){} + (float)i;                                                     \
    vector m = (vector){} + 0.999f, b = (vector){} + 0.001f;                                                           \
    double start = now(), elapsed;                                                                                     \
    long rounds = 0;                                                                                                   \
    do {                                                                                                               \
      for (int round = 0; round < ROUNDS; round++) {                                                                   \
        _Pragma("GCC unroll 12") for (int i = 0; i < CHAINS; i++) a[i] = a[i] * m + b;                                 \
        __asm__ volatile("" : "+x"(a[0]), "+x"(a[1]), "+x"(a[2]), "+x"(a[3]), "+x"(a[4]), "+x"(a[5]));                 \
      }                                                                                                                \
      rounds += ROUNDS;                                                                                                \
      elapsed = now() - start;                                                                                         \
    } while (elapsed < work->seconds);                                                                                 \
    volatile float sink = 0;                                                                                           \
    for (int i = 0; i < CHAINS; i++) sink += a[i][0];                                                                  \
    work->rate = (double)rounds * CHAINS * lanes * 2 / elapsed;                                                        \
    return NULL;                                                                                                       \
  }

#if defined(__x86_64__)
#pragma STDC FP_CONTRACT ON
DEFINE_LOOP(loop_avx512, "avx512f", 16)
DEFINE_LOOP(loop_avx2, "avx2,fma", 8)
DEFINE_LOOP(loop_avx, "avx", 8)
DEFINE_LOOP(loop_sse, "sse2", 4)

// The most that oneDNN may use: 0 for SSE, 1 for AVX, 2 for AVX2, 3 for all, which names it does not know mean as well.
static int allowed(void) {
  const char *set = getenv("ONEDNN_MAX_CPU_ISA");
  if (set == NULL) return 3;
  if (strncasecmp(set, "SSE41", 5) == 0) return 0;
  if (strncasecmp(set, "AVX2", 4) == 0) return 2;
  return strcasecmp(set, "AVX") == 0 ? 1 : 3;
}

static void *(*chosen(const char **name))(void *) {
  __builtin_cpu_init();
  int most = allowed();
  if (most >= 3 && __builtin_cpu_supports("avx512f")) return *name = "AVX-512", loop_avx512;
  if (most >= 2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return *name = "AVX2 with FMA", loop_avx2;
  if (most >= 1 && __builtin_cpu_supports("avx")) return *name = "AVX", loop_avx;
  return *name = "SSE2", loop_sse;
}
#else
static void *loop_generic(void *argument) {
  typedef float vector __attribute__((vector_size(16)));
  job *work = argument;
  vector a[CHAINS];
  for (int i = 0; i < CHAINS; i++) a[i] = (vector){} + (float)i;
  vector m = (vector){} + 0.999f, b = (vector){} + 0.001f;
  double start = now(), elapsed;
  long rounds = 0;
  do {
    for (int round = 0; round < ROUNDS; round++)
      for (int i = 0; i < CHAINS; i++) {
        a[i] = a[i] * m + b;
        __asm__ volatile("" : "+w"(a[i]));
      }
    rounds += ROUNDS;
    elapsed = now() - start;
  } while (elapsed < work->seconds);
  work->rate = (double)rounds * CHAINS * 4 * 2 / elapsed;
  return NULL;
}

static void *(*chosen(const char **name))(void *) { return *name = "128-bit vectors", loop_generic; }
#endif

const char *landscape_roof_instructions(void) {
  const char *name;
  chosen(&name);
  return name;
}

double landscape_roof(int threads, double seconds) {
  const char *name;
  void *(*loop)(void *) = chosen(&name);
  enum { most = 1024 };
  if (threads > most) threads = most;
  pthread_t handles[most];
  job jobs[most];
  int started = 0;
  for (int i = 0; i < threads; i++) {
    jobs[i] = (job){.seconds = seconds, .rate = 0};
    if (pthread_create(&handles[started], NULL, loop, &jobs[started]) == 0) started++;
  }
  double total = 0;
  for (int i = 0; i < started; i++) {
    pthread_join(handles[i], NULL);
    total += jobs[i].rate;
  }
  return total;
}
