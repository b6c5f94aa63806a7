import Glibc

/// Text for people: results on standard output, errors on standard error.
enum Console {
  /// One line of result; ends the program when it cannot be written, so that no script takes silence for success.
  static func print(_ text: String) {
    guard write(text + "\n", to: STDOUT_FILENO) else {
      fail("standard output cannot be written (\(Failure.reason(errno))); free some space or write elsewhere")
      exit(Failure.Code.inputOutput.rawValue)
    }
  }

  /// One line that says what went wrong and how to mend it.
  static func fail(_ text: String) { _ = write("landscape: \(text.onOneLine)\n", to: STDERR_FILENO) }

  /// One line that the user should know though the work goes on.
  static func warn(_ text: String) {
    _ = write("landscape: warning: \(text.onOneLine)\n", to: STDERR_FILENO)
  }

  /// True when all of the text was written.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count, let start = bytes.baseAddress {
        let count = Glibc.write(descriptor, start + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }
}

extension String {
  /// The text with everything escaped that would end a line or command a terminal: names of files may hold anything.
  var onOneLine: String {
    var result = ""
    for scalar in unicodeScalars {
      switch (scalar, scalar.properties.generalCategory) {
      case ("\n", _): result += "\\n"
      case ("\r", _): result += "\\r"
      case ("\t", _): result += "\\t"
      case (_, .control), (_, .lineSeparator), (_, .paragraphSeparator):
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
