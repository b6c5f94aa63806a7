import Glibc

/// What ends a command: one line for the user and an exit status.
struct Failure: Error {
  /// Exit statuses, after sysexits.h.
  enum Code: Int32 {
    /// What was compared differs.
    case differs = 1
    case usage = 64
    case data = 65
    case noInput = 66
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Another process is at work; later it may be possible.
    case temporary = 75
    case interrupted = 130
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What the system says of an error number.
  static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
