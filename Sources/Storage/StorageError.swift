/// Why a file could not be read or written; every case names the file.
package enum StorageError: Error, Hashable, Sendable {
  case missing(path: String)
  case isDirectory(path: String)
  /// The system refused to read; `code` is `errno`.
  case unreadable(path: String, code: Int32)
  /// The folder that the file should go to does not exist.
  case missingFolder(path: String)
  /// The system refused to write, e.g. a read-only file system; `code` is `errno`.
  case unwritable(path: String, code: Int32)
  case diskFull(path: String)
  /// Fewer bytes than the file's own header says.
  case truncated(path: String, expected: Int, found: Int)
  case corrupt(path: String, reason: String)
  /// A file of another kind than the one wanted.
  case foreign(path: String, expected: String)
  /// The file claims a size that no file of this kind has.
  case tooLarge(path: String, claimed: UInt64)
  case missingTensor(path: String, name: String)
  case wrongTensor(path: String, name: String, expected: String, found: String)
}
