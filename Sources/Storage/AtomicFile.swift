import Glibc

/// Writing files so that no reader and no crash ever sees half of one.
package enum AtomicFile {
  /// Replaces a file so that at any moment, a crash included, the path holds the old or the new content as a whole.
  ///
  /// Writes a temporary file in the same folder, flushes it to disk, renames it over the path and flushes the
  /// folder. The temporary file is removed when anything fails; one left by a killed process is taken over by the
  /// next writer. Two processes that replace the same file wait for one another. A symbolic link stays one: the
  /// file that it leads to is replaced. Devices and pipes are written to directly.
  ///
  /// - Throws: `StorageError` `missingFolder`, `isDirectory`, `unwritable` or `diskFull`; the old file is then
  ///   intact.
  package static func replace(
    path: String, with parts: [UnsafeRawBufferPointer]
  ) throws(StorageError) {
    switch try kind(of: path) {
    case .device: try writeThrough(path, parts)
    case .file, .nothing: try replaceFile(resolved(path), with: parts, path)
    }
  }

  /// Replaces a file by one run of bytes.
  ///
  /// - Throws: as above.
  package static func replace(path: String, with bytes: [UInt8]) throws(StorageError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(StorageError) in try replace(path: path, with: [buffer]) }
    }
    try result.get()
  }

  /// Tells at once whether `replace` could write to the path, before work whose result would be lost.
  ///
  /// - Throws: what `replace` would.
  package static func checkWritable(_ path: String) throws(StorageError) {
    if case .device = try kind(of: path) { return }
    let probe = sibling(of: resolved(path), suffix: "check")
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw writeError(path, errno) }
    close(descriptor)
    unlink(probe)
  }

  private enum Kind {
    case nothing
    case file
    /// A device or pipe, which has nothing to keep whole.
    case device
  }

  private static func kind(of path: String) throws(StorageError) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isDirectory(path: path)
    case S_IFREG: return .file
    default: return .device
    }
  }

  private static func replaceFile(
    _ target: String, with parts: [UnsafeRawBufferPointer], _ path: String
  ) throws(StorageError) {
    let temporary = sibling(of: target, suffix: "partial")
    let descriptor = try lockedFile(temporary, path)
    defer { close(descriptor) }
    do throws(StorageError) {
      try write(parts, to: descriptor, path)
      guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw writeError(path, errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    let folder = open(folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Opens the temporary file empty and locked against other processes until it is closed.
  private static func lockedFile(_ temporary: String, _ path: String) throws(StorageError) -> Int32 {
    while true {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw writeError(path, errno) }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      // Whoever held the lock may have renamed or removed the file meanwhile; then the name is free again.
      if isSame(descriptor, temporary) {
        if ftruncate(descriptor, 0) == 0 { return descriptor }
        let code = errno
        close(descriptor)
        throw writeError(path, code)
      }
      close(descriptor)
    }
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  private static func resolved(_ path: String) -> String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  /// A hidden name in the same folder.
  private static func sibling(of path: String, suffix: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return ".\(path).\(suffix)" }
    return "\(path[...slash]).\(path[path.index(after: slash)...]).\(suffix)"
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func writeThrough(
    _ path: String, _ parts: [UnsafeRawBufferPointer]
  ) throws(StorageError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw writeError(path, errno) }
    defer { close(descriptor) }
    try write(parts, to: descriptor, path)
  }

  private static func write(
    _ parts: [UnsafeRawBufferPointer], to descriptor: Int32, _ path: String
  ) throws(StorageError) {
    for part in parts {
      var done = 0
      while done < part.count, let start = part.baseAddress {
        let put = Glibc.write(descriptor, start + done, part.count - done)
        if put < 0, errno == EINTR { continue }
        guard put >= 0 else { throw writeError(path, errno) }
        done += put
      }
    }
  }

  private static func writeError(_ path: String, _ code: Int32) -> StorageError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case ENOENT, ENOTDIR: .missingFolder(path: path)
    default: .unwritable(path: path, code: code)
    }
  }
}
