import Glibc

/// The program's name and version, as files record it.
enum Program {
  static let version = "0.1.0"
  static let name = "landscape \(version)"

  /// The folder that holds all of the user's data sets: the environment variable `LANDSCAPE_DATA`; nil without it.
  static var dataRoot: String? {
    guard let value = getenv("LANDSCAPE_DATA") else { return nil }
    let path = String(cString: value)
    return path.isEmpty ? nil : path
  }

  /// The command line without the program's folder, for the record; the same command gives the same bytes wherever
  /// the program is installed.
  static var command: String {
    command(Array(CommandLine.arguments.dropFirst()))
  }

  /// The arguments without the numbers of threads and of the shard, for results that do not depend on them.
  static var arguments: [String] {
    var words: [String] = []
    var isValue = false
    for argument in CommandLine.arguments.dropFirst() {
      let isLeftOut = ["--threads", "--shard"].contains { argument == $0 || argument.hasPrefix($0 + "=") }
      if !isValue, !isLeftOut { words.append(argument) }
      isValue = isLeftOut && !argument.contains("=")
    }
    return words
  }

  /// The command line with given arguments, to be repeated in a shell.
  static func command(_ arguments: [String]) -> String {
    (["landscape"] + arguments).map(quoted).joined(separator: " ")
  }

  /// A word as a shell takes it.
  static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,+@%".contains($0) }
    return plain && !argument.isEmpty
      ? argument
      : "'\(argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
