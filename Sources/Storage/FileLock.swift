import Glibc

/// A claim on a file for the whole time of a work that writes it again and again.
///
/// An advisory lock (`flock`) on a hidden file beside it, `.NAME.lock`, which holds the process and its machine: the
/// file itself is replaced by renaming, and a lock on it would go with the old one. The system drops the lock when the
/// process ends in whatever way; the next one takes over a file that was left. Where nothing can be locked - on a file
/// system without locks, in a folder that takes no files - there is no protection, and no error.
package final class FileLock {
  private var descriptor: Int32
  private let path: String

  /// Claims the file that a path leads to, through links; pipes and devices need no claim.
  ///
  /// - Throws: `StorageError.locked` when another one has it; whatever else goes wrong leaves the file unprotected.
  package init(_ path: String) throws(StorageError) {
    let target = Place.resolved(path)
    self.path = Place.sibling(of: target, suffix: "lock")
    descriptor = -1
    guard !Place.isStream(target) else { return }
    // Whoever gave up the lock between opening and locking has removed the file.
    for _ in 0..<100 {
      let candidate = Self.open(self.path)
      guard candidate >= 0 else { return }
      let code = Self.lock(candidate)
      if code == 0, Place.isSame(candidate, self.path) {
        descriptor = candidate
        Self.sign(candidate)
        return
      }
      let holder = code == EWOULDBLOCK ? Self.holder(candidate) : nil
      close(candidate)
      if code == EWOULDBLOCK { throw .locked(path: path, holder: holder) }
      if code != 0 { return }
    }
  }

  /// Gives the claim up and leaves nothing behind.
  package func release() {
    guard descriptor >= 0 else { return }
    unlink(path)
    close(descriptor)
    descriptor = -1
  }

  deinit { release() }

  /// Removes what a killed process has left; a lock that is held stays.
  package static func sweep(_ path: String) {
    guard access(Place.sibling(of: Place.resolved(path), suffix: "lock"), F_OK) == 0 else { return }
    (try? FileLock(path))?.release()
  }

  /// A lock of another user may be readable only, which is enough to lock.
  private static func open(_ path: String) -> Int32 {
    let flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | flags, 0o666)
    guard descriptor < 0, errno == EACCES else { return descriptor }
    return Glibc.open(path, O_RDONLY | flags)
  }

  /// The system's error number, 0 when the lock is had.
  private static func lock(_ descriptor: Int32) -> Int32 {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }

  /// Writes down who has the lock, in a file of its own only.
  private static func sign(_ descriptor: Int32) {
    guard Place.isOwnFile(descriptor), ftruncate(descriptor, 0) == 0 else { return }
    let line = Array(LockHolder.current.line.utf8)
    _ = line.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  private static func holder(_ descriptor: Int32) -> LockHolder? {
    var bytes = [UInt8](repeating: 0, count: 300)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return LockHolder(line: String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
  }
}
