#ifndef LANDSCAPE_ROOF_H
#define LANDSCAPE_ROOF_H

/// Floating-point operations a second of fused multiply-adds on registers alone, on that many threads at once for that
/// long: the most that any f32 kernel can reach on this machine.
double landscape_roof(int threads, double seconds);

/// Name of the vector instructions that `landscape_roof` uses here: the best that the processor has and `ONEDNN_MAX_CPU_ISA`
/// allows, as oneDNN does.
const char *landscape_roof_instructions(void);

#endif
