import Storage

/// Why a file of another program cannot be used.
package enum FormatError: Error, Hashable, Sendable {
  case storage(StorageError)
  /// The file breaks the rules of its own format; the reason is one clause without a full stop.
  case corrupt(path: String, reason: String)
  /// The file is sound, but holds something that is not supported; the reason says what, and what to do instead.
  case unsupported(path: String, reason: String)
}
