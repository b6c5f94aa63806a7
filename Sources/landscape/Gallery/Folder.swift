import Glibc

/// Folders that commands make.
enum Folder {
  /// Makes a folder, and those above it, where there is none.
  static func make(_ path: String) throws {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      guard mkdir(part, 0o777) != 0, errno != EEXIST, errno != EISDIR else { continue }
      throw Failure(
        .cannotCreate, "\(part): the folder cannot be made (\(Failure.reason(errno))); choose another")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.cannotCreate, "\(path): is not a folder; choose another")
    }
  }

  /// Where programs of the user keep what can be made again.
  static func userCache() throws -> String {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let cache = variable("XDG_CACHE_HOME") { return "\(cache)/landscape" }
    guard let home = variable("HOME") else {
      throw Failure(.cannotCreate, "no home folder to keep runs in; name one with --cache")
    }
    return "\(home)/.cache/landscape"
  }
}
