import COneDNN

/// How many threads the tensor kernels may use.
///
/// The setting belongs to the calling thread and must be made before the thread builds a plan: kernels
/// divide their work when they are created. Workers that each take whole grid points set it to one.
package enum KernelThreads {
  /// Processors that this process may run on.
  package static var available: Int { max(1, Int(landscape_available_processors())) }

  /// Kernels that the calling thread creates and runs from now on use `count ≥ 1` threads.
  package static func set(_ count: Int) {
    precondition(count >= 1, "\(count) kernel threads")
    _ = landscape_set_kernel_threads(Int32(clamping: count))
  }
}
