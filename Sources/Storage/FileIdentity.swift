import Glibc

/// Which file a path leads to, however it is spelled: through symbolic and hard links, `..` and repeated slashes.
///
/// A file that exists is known by device and inode; one that would be made, by its folder's and its name, after dangling
/// links have been followed. Devices and pipes keep nothing that could be lost and have no identity; nor has a path in a
/// folder that does not exist.
package enum FileIdentity: Hashable, Sendable {
  case existing(device: UInt64, inode: UInt64)
  case new(folderDevice: UInt64, folderInode: UInt64, name: String)

  /// The file that a path leads to; nil for devices, pipes and folders, and where nothing can be made.
  package init?(of path: String) {
    var path = path
    for _ in 0..<Self.linkLimit {
      var status = stat()
      if stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        self = .existing(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        return
      }
      guard let target = Self.target(of: path) else { break }
      path = target.hasPrefix("/") ? target : Self.folder(of: path) + "/" + target
    }
    var status = stat()
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard !name.isEmpty, stat(Self.folder(of: path), &status) == 0 else { return nil }
    self = .new(folderDevice: UInt64(status.st_dev), folderInode: UInt64(status.st_ino), name: name)
  }

  /// As many links as Linux follows.
  private static let linkLimit = 40

  /// Where a symbolic link leads; nil for anything else.
  private static func target(of path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = readlink(path, start, buffer.count)
      guard count > 0 else { return nil }
      return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
