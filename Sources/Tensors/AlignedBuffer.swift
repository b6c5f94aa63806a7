/// Zero-filled storage for `count` floats on a 64-byte boundary, freed with its owner.
package struct AlignedBuffer: ~Copyable {
  /// The first element; valid as long as the buffer is.
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  /// Storage for `count ≥ 0` zeros.
  package init(count: Int) {
    precondition(count >= 0, "a buffer of \(count) floats")
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
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
