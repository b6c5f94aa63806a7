import Glibc

/// What lies in a folder.
package enum FolderListing {
  /// A name in a folder, with what it stands for; a link stands for what it leads to.
  package struct Entry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case folder
      /// A regular file, or a link that leads nowhere.
      case file
      /// A pipe, a socket or a device.
      case other
    }

    package let name: String
    package let kind: Kind
  }

  /// Whether a folder is at the path.
  package static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }

  /// All entries but the folder itself and the one above, by their names in the order of their code points.
  ///
  /// - Throws: `StorageError` `missing` or `unreadable`, and `corrupt` for a name that is not UTF-8.
  package static func entries(of path: String) throws(StorageError) -> [Entry] {
    guard let folder = opendir(path) else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing(path: path) : .unreadable(path: path, code: errno)
    }
    defer { closedir(folder) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let found = readdir(folder) else { break }
      let name = withUnsafePointer(to: &found.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(validatingCString: $0)
        }
      }
      guard let name else { throw .corrupt(path: path, reason: "a name in it is not UTF-8") }
      guard name != ".", name != ".." else { continue }
      let kind: Entry.Kind =
        switch Int(found.pointee.d_type) {
        case DT_DIR: .folder
        case DT_REG: .file
        default: Self.kind(of: "\(path)/\(name)")
        }
      entries.append(Entry(name: name, kind: kind))
    }
    guard errno == 0 else { throw .unreadable(path: path, code: errno) }
    return entries.sorted { $0.name.precedesByCodePoints($1.name) }
  }

  private static func kind(of path: String) -> Entry.Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .file }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .other
    }
  }
}

extension String {
  /// Whether the text comes first by its code points, which is Python's order of texts.
  package func precedesByCodePoints(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
