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
    let path = Place.resolved(path)
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self = .existing(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      return
    }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard !name.isEmpty, stat(Place.folder(of: path), &status) == 0 else { return nil }
    self = .new(folderDevice: UInt64(status.st_dev), folderInode: UInt64(status.st_ino), name: name)
  }
}
