import Glibc

/// Zeroed memory for a canvas' pixels, straight from the system and in large pages where it has them: a page fault for
/// every four kilobytes would take longer than drawing.
final class PixelMemory {
  let bytes: UnsafeMutablePointer<UInt8>
  private let count: Int

  /// Memory for some bytes, at least one; nil when there is not enough.
  init?(count: Int) {
    let raw = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let raw, raw != MAP_FAILED else { return nil }
    madvise(raw, count, Int32(MADV_HUGEPAGE))
    bytes = raw.assumingMemoryBound(to: UInt8.self)
    self.count = count
  }

  /// Whether there is memory for a picture of that size: its pixels, those of a scene in it, and the file's rows.
  ///
  /// Asked before anything is laid out, since arrays that cannot be had end the program. Nothing is touched, so that this
  /// takes no time.
  static func isEnough(for page: Page) -> Bool {
    PixelMemory(count: page.pixelWidth * page.pixelHeight * 12 + 1 << 20) != nil
  }

  deinit { munmap(bytes, count) }
}
