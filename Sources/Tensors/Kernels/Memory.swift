import COneDNN

/// A tensor that a plan's kernels read and write: a layout, and from `Schedule.commit()` on an address.
package final class Memory {
  package let layout: Layout
  let handle: dnnl_memory_t
  /// First and last step that touches this memory; memories whose spans do not meet may share storage.
  var span: ClosedRange<Int>?
  /// True when the content must survive from one run to the next.
  let isPersistent: Bool
  /// The memory whose storage this one reads in another layout, if it has none of its own.
  let base: Memory?
  private var address: UnsafeMutablePointer<Float>?

  init(_ layout: Layout, persistent: Bool, base: Memory? = nil, device: Device) throws(KernelError) {
    var handle: dnnl_memory_t?
    try check(landscape_memory_create(&handle, layout.handle, device.engine, nil), "memory")
    guard let handle else { throw .outOfMemory }
    self.handle = handle
    self.layout = layout
    self.base = base
    isPersistent = persistent
  }

  deinit { dnnl_memory_destroy(handle) }

  /// Storage of `layout.byteCount` bytes, in the layout's order.
  package var pointer: UnsafeMutablePointer<Float> {
    guard let address else { preconditionFailure("memory is used before its schedule is committed") }
    return address
  }

  /// The storage as a buffer of floats, padding of channel groups included.
  package var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: pointer, count: layout.byteCount / MemoryLayout<Float>.stride)
  }

  /// The memory that owns the storage: itself, unless it is a view.
  package var storage: Memory { base ?? self }

  /// True once the memory has an address; one that no step touches never gets one.
  var isBound: Bool { address != nil }

  func bind(to pointer: UnsafeMutablePointer<Float>) {
    address = pointer
    let status = dnnl_memory_set_data_handle(handle, pointer)
    precondition(status == dnnl_success, "the kernel library refused an address")
  }

  func touch(at time: Int) {
    base?.touch(at: time)
    span = span.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
  }
}
