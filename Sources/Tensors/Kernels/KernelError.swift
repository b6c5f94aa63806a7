/// Why a plan of kernels could not be made.
package enum KernelError: Error, Hashable, Sendable {
  /// The memory that the plan needs could not be had.
  case outOfMemory
  /// The kernel library refused an operation on these shapes.
  case unsupported(operation: String, status: Int)
  /// The processor has no instructions for `bfloat16`, or `ONEDNN_MAX_CPU_ISA` forbids them; with the best that may be used.
  case noBFloat16(instructions: String)
}
