import COneDNN

/// How many threads the tensor kernels may use.
///
/// The number belongs to a device, and so to a plan: `Device(threads:)`.
package enum KernelThreads {
  private static let getter = landscape_find_thread_getter()
  private static let setter = landscape_find_thread_setter()

  /// Processors that this process may run on.
  package static var available: Int { max(1, Int(landscape_available_processors())) }

  /// Kernels that the calling thread creates and runs from now on use `count ≥ 1` threads.
  static func set(_ count: Int) {
    precondition(count >= 1, "\(count) kernel threads")
    setter?(Int32(clamping: count))
  }

  /// The number that the calling thread has set, which is `available` unless it has.
  package static var current: Int {
    getter.map { max(1, Int($0())) } ?? available
  }
}
