import Evaluation
import Glibc

/// Ctrl-C and `kill`: the first asks the work to stop cleanly, a second one ends the program at once.
enum Interrupts {
  /// What long work looks at.
  static let request = StopRequest()

  /// From now on, the signals set `request`.
  static func install() {
    _ = request  // made here, since a signal handler must not
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupts.request.stop() }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaction(signal, &action, nil) }
  }
}
