import FoundationEssentials
import Glibc
import TestSupport

/// A program as a process of its own, with its output going to files.
final class RunningProgram {
  /// How a process ended and what it printed.
  struct Ending {
    /// Exit status; nil when a signal ended it.
    let status: Int32?
    let output: String
    let errors: String
  }

  struct SpawnFailure: Error {
    let code: Int32
  }

  private let process: pid_t
  private let folder: TemporaryFolder
  private let texts: TemporaryFolder

  /// What launchers of several processes set: these tests may be run by one.
  private static let launchers = [
    "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_COUNT",
    "SLURM_ARRAY_TASK_STEP", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "OMPI_COMM_WORLD_RANK",
    "OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMI_SIZE", "JOB_COMPLETION_INDEX", "PARALLEL_SEQ",
  ]

  /// Starts a program with arguments, in a folder, with variables such as `NAME=value` in its environment.
  ///
  /// Signals are as in a shell's foreground process, whatever the test runner does with them, and the text is as wide
  /// as without a terminal.
  init(
    _ path: String, _ arguments: [String], in folder: TemporaryFolder, environment: [String] = []
  ) throws {
    self.folder = folder
    texts = try TemporaryFolder()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for (descriptor, name) in [(STDOUT_FILENO, "output"), (STDERR_FILENO, "errors")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, texts.file(name), O_WRONLY | O_CREAT, 0o600)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // `env` changes the folder and the environment, then becomes the program: the process stays the same.
    let unset = (["LANDSCAPE_DATA"] + Self.launchers).flatMap { ["-u", $0] }
    let prefix = ["/usr/bin/env"] + unset + ["-C", folder.path, "COLUMNS=80"] + environment
    var words = (prefix + [path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, prefix[0], &actions, &attributes, &words, environ)
    guard code == 0 else { throw SpawnFailure(code: code) }
    self.process = process
  }

  /// What it has printed on standard error until now.
  var errors: String { text("errors") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: texts.file(name), encoding: .utf8)) ?? ""
  }

  /// The number of the process.
  var identifier: Int { Int(process) }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for the end.
  func wait() -> Ending {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let hasExited = status & 0x7f == 0
    return Ending(
      status: hasExited ? (status >> 8) & 0xff : nil, output: text("output"), errors: errors)
  }
}
