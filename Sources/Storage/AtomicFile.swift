import Glibc

/// Writing files so that no reader and no crash ever sees half of one.
package enum AtomicFile {
  /// Replaces a file so that at any moment, a crash included, the path holds the old or the new content as a whole.
  ///
  /// Writes a temporary file in the same folder, flushes it to disk, renames it over the path and flushes the
  /// folder. The temporary file is removed when anything fails; one left by a killed process is taken over by the
  /// next writer, and what somebody else has put in its place is removed, not followed. The file keeps its permissions.
  /// Two processes that replace the same file wait for one another. A symbolic link stays one: the file that it leads
  /// to is replaced, or made. Devices and pipes are written to directly.
  ///
  /// - Throws: `StorageError` `missingFolder`, `isDirectory`, `unwritable`, `diskFull` or `beyondSizeLimit`, and
  ///   `interrupted` of a pipe; the old file is then intact.
  package static func replace(
    path: String, with parts: [UnsafeRawBufferPointer]
  ) throws(StorageError) {
    switch try kind(of: path) {
    case .device: try Stream.write(path, parts)
    case .file, .nothing: try replaceFile(Place.resolved(path), with: parts, path)
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

  /// Gives a file that is written the name of another one, which it replaces; a link stays one.
  ///
  /// - Throws: `StorageError`; the first file is then removed.
  package static func move(_ path: String, to target: String) throws(StorageError) {
    guard rename(path, Place.resolved(target)) == 0 else {
      let code = errno
      unlink(path)
      throw WriteError.error(target, code)
    }
  }

  /// Checks that `replace` could write to the path, before work whose result would be lost.
  ///
  /// - Parameter readingBack: whether what is written has to be read again, to go on with it.
  /// - Throws: what `replace` would; `cannotBeReadBack` for a pipe or device where that is needed.
  package static func checkWritable(_ path: String, readingBack: Bool = false) throws(StorageError) {
    if case .device = try kind(of: path) {
      if readingBack { throw .cannotBeReadBack(path: path) }
      return
    }
    let probe = Place.sibling(of: Place.resolved(path), suffix: "check")
    unlink(probe)
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    // Another process that checks at the same moment could make the file: so could this one.
    if descriptor < 0, errno == EEXIST { return }
    guard descriptor >= 0 else { throw WriteError.error(path, errno) }
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
    guard stat(path, &status) == 0 else {
      // Links in a circle lead nowhere, not even to a file that could be made.
      if errno == ELOOP { throw .unwritable(path: path, code: ELOOP) }
      return .nothing
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isDirectory(path: path)
    case S_IFREG: return .file
    default: return .device
    }
  }

  private static func replaceFile(
    _ target: String, with parts: [UnsafeRawBufferPointer], _ path: String
  ) throws(StorageError) {
    let temporary = Place.sibling(of: target, suffix: "partial")
    let descriptor = try lockedFile(temporary, path)
    defer { close(descriptor) }
    do throws(StorageError) {
      keepPermissions(of: target, descriptor)
      try write(parts, to: descriptor, path)
      guard fsync(descriptor) == 0, rename(temporary, target) == 0 else {
        throw WriteError.error(path, errno)
      }
    } catch {
      unlink(temporary)
      throw error
    }
    let folder = open(Place.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Gives the new file the permissions of the one it replaces.
  private static func keepPermissions(of target: String, _ descriptor: Int32) {
    var status = stat()
    if stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
  }

  /// Opens the temporary file empty and locked against other processes until it is closed.
  private static func lockedFile(_ temporary: String, _ path: String) throws(StorageError) -> Int32 {
    while true {
      let descriptor = try ownFile(temporary, path)
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      // Whoever held the lock may have renamed or removed the file meanwhile; then the name is free again.
      if Place.isSame(descriptor, temporary) {
        if ftruncate(descriptor, 0) == 0 { return descriptor }
        let code = errno
        close(descriptor)
        throw WriteError.error(path, code)
      }
      close(descriptor)
    }
  }

  /// Opens or makes the temporary file.
  ///
  /// In a folder that others can write to, a link or a file of theirs may lie in its
  /// place: that is removed, and never written to.
  private static func ownFile(_ temporary: String, _ path: String) throws(StorageError) -> Int32 {
    for isFirst in [true, false] {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
      let code = errno
      // A file without a name has just been renamed or removed by another writer; the caller looks again.
      if descriptor >= 0, Place.isOwnFile(descriptor) || !Place.isSame(descriptor, temporary) {
        return descriptor
      }
      if descriptor >= 0 { close(descriptor) }
      let isForeign = descriptor >= 0 || [ELOOP, ENXIO, EACCES].contains(code)
      guard isFirst, isForeign, unlink(temporary) == 0 else {
        throw WriteError.error(path, descriptor >= 0 ? EPERM : code)
      }
    }
    preconditionFailure("two attempts have neither returned nor thrown")
  }

  private static func write(
    _ parts: [UnsafeRawBufferPointer], to descriptor: Int32, _ path: String
  ) throws(StorageError) {
    for part in parts {
      var done = 0
      while done < part.count, let start = part.baseAddress {
        let put = Glibc.write(descriptor, start + done, part.count - done)
        if put < 0, errno == EINTR { continue }
        guard put >= 0 else { throw WriteError.error(path, errno) }
        done += put
      }
    }
  }
}
