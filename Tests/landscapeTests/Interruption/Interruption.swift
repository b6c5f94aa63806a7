import Glibc
import Testing

extension RunningProgram {
  /// Waits until something is so; false when that takes too long.
  func wait(until condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<30_000 {
      if try condition() { return true }
      usleep(1000)
    }
    return false
  }
}

extension Workbench {
  /// Runs a line, sends a signal when a condition holds, and expects a clean end that says how to go on.
  ///
  /// - Parameter condition: what to wait for, given what was printed on standard error.
  func interrupt(
    _ line: String, by signal: Int32, when condition: (String) -> Bool,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let program = try start(line)
    let isReached = program.wait { condition(program.errors) }
    program.send(signal)
    let ending = program.wait()
    #expect(isReached, sourceLocation: location)
    #expect(ending.status == ExitStatus.interrupted.rawValue, "\(ending)", sourceLocation: location)
    let last = ending.errors.split(separator: "\n").last ?? ""
    #expect(
      last.hasPrefix("landscape: stopped; ") && last.hasSuffix("repeat the command to continue"),
      "\(ending)", sourceLocation: location)
  }
}
