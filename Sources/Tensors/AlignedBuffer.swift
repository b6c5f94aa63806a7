import Glibc

/// Zero-filled storage for `count` floats on a 64-byte boundary, freed with its owner.
///
/// Large storage lies on boundaries of huge pages and asks the system for them, which spares the kernels most of
/// their address look-ups.
package struct AlignedBuffer: ~Copyable {
  /// The first element; valid as long as the buffer is.
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  private static let hugePage = 2 << 20

  /// Storage for `count ≥ 0` zeros.
  package init(count: Int) {
    precondition(count >= 0, "a buffer of \(count) floats")
    let size = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = size >= 2 * Self.hugePage
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: isLarge ? Self.hugePage : 64)
    if isLarge { madvise(raw, size, Int32(MADV_HUGEPAGE)) }
    pointer = raw.initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// All elements, to read and write.
  package var buffer: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// All elements, to read.
  package var elements: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pointer, count: count)
  }
}
