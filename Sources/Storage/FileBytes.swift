import Glibc

/// Whole files as bytes.
package enum FileBytes {
  /// The content of a regular file; one of more than `limit` bytes is refused before anything is allocated.
  ///
  /// - Throws: `StorageError` `missing`, `isDirectory`, `unreadable` or `tooLarge`.
  package static func read(_ path: String, limit: Int = .max) throws(StorageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readError(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw readError(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
    guard status.st_size <= limit else { throw .tooLarge(path: path, claimed: UInt64(status.st_size)) }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while count < buffer.count, let start = buffer.baseAddress {
        let got = Glibc.read(descriptor, start + count, buffer.count - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        count += got
      }
    }
    guard failure == 0 else { throw .unreadable(path: path, code: failure) }
    return bytes
  }

  /// The first bytes of a file, fewer when it is shorter.
  ///
  /// - Throws: `StorageError` `missing`, `isDirectory` or `unreadable`.
  package static func read(_ path: String, first count: Int) throws(StorageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw readError(path, errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = Glibc.pread(descriptor, &bytes, count, 0)
    guard got >= 0 else { throw errno == EISDIR ? .isDirectory(path: path) : readError(path, errno) }
    return Array(bytes.prefix(got))
  }

  /// True when something exists at the path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func readError(_ path: String, _ code: Int32) -> StorageError {
    code == ENOENT || code == ENOTDIR ? .missing(path: path) : .unreadable(path: path, code: code)
  }
}
