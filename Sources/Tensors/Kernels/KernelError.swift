/// Why a plan of kernels could not be made.
package enum KernelError: Error, Hashable, Sendable {
  /// The memory that the plan needs could not be had.
  case outOfMemory
  /// The kernel library refused an operation on these shapes.
  case unsupported(operation: String, status: Int)
}
