import Glibc

/// Whole files as bytes.
package enum FileBytes {
  /// Bytes of a pipe or device that are read at most: it may have no end.
  private static let streamLimit = 1 << 30

  /// The content of a file, pipe or device up to its end.
  ///
  /// A regular file of more than `limit` bytes is refused before anything is allocated. A pipe or device is read until
  /// it ends or exceeds the limit, or 1 GiB.
  ///
  /// - Throws: `StorageError` `missing`, `isDirectory`, `unreadable` or `tooLarge`.
  package static func read(_ path: String, limit: Int = .max) throws(StorageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readError(path, errno) }
    defer { close(descriptor) }
    let status = try status(of: descriptor, path)
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    let size = isRegular ? Int(status.st_size) : 0
    guard size <= limit else { throw .tooLarge(path: path, claimed: UInt64(size)) }
    // Some regular files claim to be empty and are not, and others grow: the end is where the system says.
    let limit = isRegular ? limit : min(limit, streamLimit)
    var bytes: [UInt8] = []
    var capacity = size + 1
    while true {
      let part = try chunk(of: descriptor, capacity, path)
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      guard bytes.count <= limit else { throw .tooLarge(path: path, claimed: UInt64(bytes.count)) }
      capacity = max(1, size - bytes.count + 1, isRegular ? 1 : 1 << 16)
    }
  }

  /// The next bytes, as many as asked for unless the end comes first; none at the end.
  private static func chunk(
    of descriptor: Int32, _ capacity: Int, _ path: String
  ) throws(StorageError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity, let start = buffer.baseAddress {
        let got = Glibc.read(descriptor, start + count, capacity - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        count += got
      }
    }
    guard failure == 0 else { throw .unreadable(path: path, code: failure) }
    return bytes
  }

  /// The first bytes of a regular file, fewer when it is shorter.
  ///
  /// - Throws: `StorageError` `missing`, `isDirectory`, `unreadable`, or `notRegular` for a pipe or device, which would
  ///   lose the bytes.
  package static func read(_ path: String, first count: Int) throws(StorageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw readError(path, errno) }
    defer { close(descriptor) }
    guard try status(of: descriptor, path).st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = Glibc.pread(descriptor, &bytes, count, 0)
    guard got >= 0 else { throw readError(path, errno) }
    return Array(bytes.prefix(got))
  }

  /// Bytes of a regular file.
  ///
  /// - Throws: `StorageError`, as above.
  package static func size(of path: String) throws(StorageError) -> Int {
    var found = stat()
    guard stat(path, &found) == 0 else { throw readError(path, errno) }
    guard found.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
    guard found.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
    return Int(found.st_size)
  }

  /// True when something exists at the path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// - Throws: `isDirectory` of a folder.
  private static func status(of descriptor: Int32, _ path: String) throws(StorageError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw readError(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
    return status
  }

  private static func readError(_ path: String, _ code: Int32) -> StorageError {
    code == ENOENT || code == ENOTDIR ? .missing(path: path) : .unreadable(path: path, code: code)
  }
}
