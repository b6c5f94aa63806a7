import Glibc

/// Where a path leads, and what is there.
enum Place {
  /// The file that a path leads to through all links, the last of which may lead to a file that does not exist yet.
  static func resolved(_ path: String) -> String {
    var path = path
    // As many links as the system follows itself.
    for _ in 0..<40 {
      if let target = realpath(path, nil) {
        defer { free(target) }
        return String(cString: target)
      }
      guard let next = destination(of: path) else { return path }
      path = next.hasPrefix("/") ? next : "\(folder(of: path))/\(next)"
    }
    return path
  }

  /// What a symbolic link says; nil for anything else.
  private static func destination(of path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), buffer.count) } ?? 0
    }
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }

  /// A hidden name in the same folder.
  static func sibling(of path: String, suffix: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return ".\(path).\(suffix)" }
    return "\(path[...slash]).\(path[path.index(after: slash)...]).\(suffix)"
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether a name still leads to an open file.
  static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// Whether an open file is a regular one of this user under a single name: nobody's data is lost by writing it.
  static func isOwnFile(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
      && status.st_uid == geteuid()
  }

  /// Whether the path leads to a pipe or device.
  static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}
