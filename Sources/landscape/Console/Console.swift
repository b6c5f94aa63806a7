import Glibc

/// Text for people: results on standard output, errors on standard error.
enum Console {
  /// One line of result.
  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// One line that says what went wrong and how to mend it.
  static func fail(_ text: String) { write("landscape: \(text)\n", to: STDERR_FILENO) }

  /// One line that the user should know though the work goes on.
  static func warn(_ text: String) { write("landscape: warning: \(text)\n", to: STDERR_FILENO) }

  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count, let start = bytes.baseAddress {
        let count = Glibc.write(descriptor, start + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        done += count
      }
    }
  }
}
