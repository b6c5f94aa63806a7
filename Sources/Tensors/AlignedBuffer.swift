import Glibc

/// Zero-filled storage for `count` floats on a 64-byte boundary, freed with its owner.
///
/// Large storage comes straight from the system, on boundaries of huge pages, and asks for them, which spares the kernels
/// most of their address look-ups. Pages that are never touched cost no memory.
package struct AlignedBuffer: ~Copyable {
  /// The first element; valid as long as the buffer is.
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int
  /// The mapping that large storage lies in; nil for storage from the heap.
  private let mapping: UnsafeMutableRawBufferPointer?

  private static let hugePage = 2 << 20

  /// Storage for `count ≥ 0` zeros.
  ///
  /// - Throws: `KernelError.outOfMemory` when the system has not that much, or more than the machine's memory is asked
  ///   for: the system would promise that, and end the process later.
  package init(count: Int) throws(KernelError) {
    precondition(count >= 0, "a buffer of \(count) floats")
    let (size, overflows) = max(count, 1).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    guard !overflows, size <= Self.machineMemory else { throw .outOfMemory }
    let isLarge = size >= 2 * Self.hugePage
    let mapping = isLarge ? try Self.map(size + Self.hugePage) : nil
    let start: UnsafeMutableRawPointer
    if let mapped = mapping?.baseAddress {
      start = mapped.alignedUp(toMultipleOf: Self.hugePage)
      madvise(start, size, Int32(MADV_HUGEPAGE))
    } else {
      start = try Self.allocate(size)
    }
    self.count = count
    self.mapping = mapping
    pointer = start.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  /// Zeros straight from the system.
  private static func map(_ size: Int) throws(KernelError) -> UnsafeMutableRawBufferPointer {
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { throw .outOfMemory }
    return UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  /// Zeros from the heap.
  private static func allocate(_ size: Int) throws(KernelError) -> UnsafeMutableRawPointer {
    var start: UnsafeMutableRawPointer?
    guard posix_memalign(&start, 64, size) == 0, let start else { throw .outOfMemory }
    memset(start, 0, size)
    return start
  }

  deinit {
    if let mapping {
      munmap(mapping.baseAddress, mapping.count)
    } else {
      free(pointer)
    }
  }

  /// Bytes of memory that the machine has.
  private static var machineMemory: Int {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : .max
  }

  /// All elements, to read and write.
  package var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// All elements, to read.
  package var elements: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pointer, count: count)
  }
}
