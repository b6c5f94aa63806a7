import Glibc

/// Writing to what has nothing to keep whole: pipes and devices.
enum Stream {
  /// Writes all parts, waiting for a reader if need be; a signal that the program catches ends the wait.
  ///
  /// - Throws: `StorageError` `interrupted`, and what `WriteError` makes of the system's refusals.
  static func write(_ path: String, _ parts: [UnsafeRawBufferPointer]) throws(StorageError) {
    let descriptor = try open(path)
    defer { close(descriptor) }
    for part in parts {
      var done = 0
      while done < part.count, let start = part.baseAddress {
        let put = Glibc.write(descriptor, start + done, part.count - done)
        if put >= 0 {
          done += put
        } else if errno == EAGAIN {
          // Unlike a blocking write, `poll` is never taken up again after a signal.
          var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          if poll(&request, 1, -1) < 0, errno == EINTR { throw .interrupted(path: path) }
        } else if errno != EINTR {
          throw WriteError.error(path, errno)
        }
      }
    }
  }

  /// Opens without blocking: a pipe that nobody reads would hold up a signal until somebody does.
  private static func open(_ path: String) throws(StorageError) -> Int32 {
    while true {
      let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
      if descriptor >= 0 { return descriptor }
      let code = errno
      guard code == ENXIO, isPipe(path) else { throw WriteError.error(path, code) }
      if usleep(20_000) != 0, errno == EINTR { throw .interrupted(path: path) }
    }
  }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }
}
