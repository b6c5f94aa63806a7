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
  /// Bytes of the base's storage before this view's first element.
  let baseOffset: Int
  private var address: UnsafeMutableRawPointer?

  init(
    _ layout: Layout, persistent: Bool, base: Memory? = nil, baseOffset: Int = 0, device: Device
  ) throws(KernelError) {
    var handle: dnnl_memory_t?
    try check(landscape_memory_create(&handle, layout.handle, device.engine, nil), "memory")
    guard let handle else { throw .outOfMemory }
    self.handle = handle
    self.layout = layout
    self.base = base
    self.baseOffset = baseOffset
    isPersistent = persistent
  }

  deinit { dnnl_memory_destroy(handle) }

  /// Storage of `layout.byteCount` bytes, in the layout's order.
  package var rawPointer: UnsafeMutableRawPointer {
    guard let address else { preconditionFailure("memory is used before its schedule is committed") }
    return address
  }

  /// The storage of a tensor of `float32`.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(layout.element == .float32, "floats in a tensor of \(layout.element)")
    return rawPointer.assumingMemoryBound(to: Float.self)
  }

  /// The storage of a tensor of `int32`.
  package var indices: UnsafeMutablePointer<Int32> {
    precondition(layout.element == .int32, "indices in a tensor of \(layout.element)")
    return rawPointer.bindMemory(to: Int32.self, capacity: layout.byteCount / MemoryLayout<Int32>.stride)
  }

  /// The storage as a buffer of floats, gaps and padding of channel groups included.
  package var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: pointer, count: layout.byteCount / MemoryLayout<Float>.stride)
  }

  /// The memory that owns the storage: itself, unless it is a view.
  package var storage: Memory { base ?? self }

  /// True once the memory has an address; one that no step touches never gets one.
  var isBound: Bool { address != nil }

  func bind(to pointer: UnsafeMutableRawPointer) {
    address = pointer
    let status = dnnl_memory_set_data_handle(handle, pointer)
    precondition(status == dnnl_success, "the kernel library refused an address")
  }

  func touch(at time: Int) {
    base?.touch(at: time)
    span = span.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
  }
}
