import Glibc

/// The process that is at work on a file.
package struct LockHolder: Hashable, Sendable {
  package let process: Int
  /// Name of its machine.
  package let host: String

  package init(process: Int, host: String) {
    self.process = process
    self.host = host
  }

  /// This process.
  static var current: LockHolder {
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&name, name.count - 1) == 0
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return LockHolder(process: Int(getpid()), host: isKnown ? String(decoding: bytes, as: UTF8.self) : "")
  }

  /// One line for a lock's file.
  var line: String { "\(process) \(host)\n" }

  /// What `line` says; nil for anything else.
  init?(line: String) {
    let words = line.split(separator: "\n").first?.split(separator: " ", maxSplits: 1) ?? []
    guard let first = words.first, let process = Int(first), process > 0 else { return nil }
    self.init(process: process, host: words.count > 1 ? String(words[1]) : "")
  }
}
