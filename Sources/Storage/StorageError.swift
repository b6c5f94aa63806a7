/// Why a file could not be read or written; every case names the file.
package enum StorageError: Error, Hashable, Sendable {
  case missing(path: String)
  case isDirectory(path: String)
  /// A pipe or device where a file that can be read again is needed.
  case notRegular(path: String)
  /// A pipe or device where a file that can be read back is to be written.
  case cannotBeReadBack(path: String)
  /// The system refused to read; `code` is `errno`.
  case unreadable(path: String, code: Int32)
  /// The folder that the file should go to does not exist.
  case missingFolder(path: String)
  /// The system refused to write, e.g. a read-only file system; `code` is `errno`.
  case unwritable(path: String, code: Int32)
  /// A signal came while a pipe had no reader, or one that does not read.
  case interrupted(path: String)
  case diskFull(path: String)
  /// The file would exceed the size that the system allows the process.
  case beyondSizeLimit(path: String)
  /// Another process is at work on the file.
  case locked(path: String, holder: LockHolder?)
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
