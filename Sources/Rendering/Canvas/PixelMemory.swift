import Glibc

/// Zeroed memory for a canvas' pixels, in large pages where the system has them: a page fault for every four
/// kilobytes would take longer than drawing.
final class PixelMemory {
  let bytes: UnsafeMutablePointer<UInt8>

  /// Memory for some bytes, at least one; nil when there is not enough.
  init?(count: Int) {
    var raw: UnsafeMutableRawPointer?
    guard posix_memalign(&raw, 1 << 21, count) == 0, let raw else { return nil }
    madvise(raw, count, Int32(MADV_HUGEPAGE))
    memset(raw, 0, count)
    bytes = raw.assumingMemoryBound(to: UInt8.self)
  }

  deinit { free(bytes) }
}
