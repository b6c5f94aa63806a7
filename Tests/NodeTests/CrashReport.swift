import Glibc

/// Says which case was running when the process ends by a trap.
enum CrashReport {
  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGFPE, SIGABRT, SIGBUS]
  /// The name, with an end; written by whoever runs a case, read by the handler of signals.
  private nonisolated(unsafe) static let name = UnsafeMutablePointer<CChar>.allocate(capacity: 256)
  /// The handlers that there were, by signal.
  private nonisolated(unsafe) static let others = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)

  private static let isInstalled: Bool = {
    for signal in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        write(2, "\ncrashed: ", 10)
        write(2, CrashReport.name, strlen(CrashReport.name))
        write(2, "\n", 1)
        // The trap comes again when the handler returns.
        sigaction(number, CrashReport.others + Int(number), nil)
      }
      sigaction(signal, &action, others + Int(signal))
    }
    return true
  }()

  /// Notes the case that runs from now on; empty text for none.
  static func now(running case: String) {
    `case`.withCString { _ = strncpy(name, $0, 255) }
    name[255] = 0
    _ = isInstalled
  }
}
