import Glibc

/// One run of a program as a whole process.
struct Run {
  /// Wall time in seconds.
  let seconds: Double
  /// Peak resident memory in bytes.
  let peakMemory: Int
  let output: String

  /// Runs a program to its end; ends the benchmark with its error text when it fails.
  init(_ command: [String]) {
    var pipes: [Int32] = [0, 0]
    pipe(&pipes)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    defer { posix_spawn_file_actions_destroy(&actions) }
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let start = ContinuousClock.now
    guard posix_spawnp(&process, command[0], &actions, nil, &arguments, environ) == 0 else {
      Run.fail("cannot run \(command[0])")
    }
    close(pipes[1])
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(pipes[0], &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    close(pipes[0])
    var status: Int32 = 0
    var usage = rusage()
    wait4(process, &status, 0, &usage)
    seconds = start.duration(to: .now) / .seconds(1)
    peakMemory = usage.ru_maxrss * 1024
    output = String(decoding: bytes, as: UTF8.self)
    guard status == 0 else { Run.fail("failed: \(command.joined(separator: " "))") }
  }

  static func fail(_ text: String) -> Never {
    _ = "landscape-bench: \(text)\n".withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(1)
  }
}
