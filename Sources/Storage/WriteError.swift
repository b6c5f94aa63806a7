import Glibc

/// What the system's refusals to write mean.
enum WriteError {
  static func error(_ path: String, _ code: Int32) -> StorageError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EFBIG: .beyondSizeLimit(path: path)
    case ENOENT, ENOTDIR: .missingFolder(path: path)
    default: .unwritable(path: path, code: code)
    }
  }
}
