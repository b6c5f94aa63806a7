import Glibc
import Storage
import Synchronization

/// A program that reads HDF5 files in a process of its own, since libhdf5 falls on some damaged ones.
package struct HDF5Process: Sendable {
  /// The program and its arguments, which the file's path follows; the program runs `HDF5Service`.
  let command: [String]

  /// Seconds without a byte of an answer after which the process is taken for hung; one more for every 8 MB of the file.
  let patience: Int

  package init(_ command: [String], patience: Int = 30) {
    self.command = command
    self.patience = patience
  }

  /// What the program that is running reads all its files by; nil to read them in the process at hand.
  package static let usual = Mutex<HDF5Process?>(nil)

  /// Everything in a file.
  struct Content: Sendable {
    var datasets: [HDF5File.Dataset] = []
    /// Of each dataset of numbers.
    var values: [String: Result<ForeignTensor, FormatError>] = [:]
  }

  /// Reads a file whose beginning has been looked at.
  ///
  /// - Throws: `FormatError`; `corrupt` where the process falls, hangs or takes too much memory.
  func content(of path: String, size: Int) throws(FormatError) -> Content {
    let child = try start(path)
    var reader = HDF5AnswerReader(
      descriptor: child.output, path: path, fileSize: size,
      patience: patience + size / (8 << 20))
    let outcome: Result<Content, FormatError>
    do throws(FormatError) { outcome = .success(try reader.content()) } catch { outcome = .failure(error) }
    close(child.output)
    // One that has said all is at its end; any other is of no more use.
    kill(child.process, SIGKILL)
    var status: Int32 = 0
    while waitpid(child.process, &status, 0) < 0, errno == EINTR {}
    return try outcome.get()
  }

  /// Starts the process, whose standard output can be read.
  private func start(_ path: String) throws(FormatError) -> (process: pid_t, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.failure(path, errno) }
    // The other process shall have neither, but as its standard output.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // In a group of its own, Ctrl-C does not reach it: the damage would seem to be the file's.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words = (command + [path]).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, command[0], &actions, &attributes, &words, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw Self.failure(path, code)
    }
    return (process, ends[0])
  }

  private static func failure(_ path: String, _ code: Int32) -> FormatError {
    .storage(.unreadable(path: path, code: code))
  }
}
