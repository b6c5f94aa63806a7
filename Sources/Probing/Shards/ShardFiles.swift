import Storage
import Surfaces

/// The files of the shards of a surface, which lie beside it.
struct ShardFiles {
  /// Where the whole surface goes.
  let output: String

  init(of output: String) { self.output = output }

  /// A surface with what shards beside it add; nil if no shard was made from the same inputs.
  ///
  /// Files that cannot be read, or were made from other inputs, are passed over: their points can be computed again.
  func union(with surface: Surface) -> ShardUnion? {
    let name = Self.parts(of: output)
    var paths: [(path: String, shard: Shard)] = []
    for entry in (try? FolderListing.entries(of: name.folder)) ?? [] where entry.kind == .file {
      guard let found = Shard.parse(path: entry.name), found.output == name.file else { continue }
      paths.append((found.shard.path(of: output), found.shard))
    }
    paths.sort { ($0.shard.count, $0.shard.number) < ($1.shard.count, $1.shard.number) }
    var union = ShardUnion(surface)
    var isFound = false
    for (path, shard) in paths {
      guard let found = Self.surface(path, shard), union.differences(from: found).isEmpty else { continue }
      union.add(found)
      isFound = true
    }
    return isFound ? union : nil
  }

  /// The whole surface, if all shards of a division are complete and made from the same inputs; nil otherwise.
  func whole(of shard: Shard, from surface: Surface) -> Surface? {
    let shards = shard.all
    // Most shards end while others are at work: these need not be read.
    guard shards.allSatisfy({ FileBytes.exists($0.path(of: output)) }) else { return nil }
    var union = ShardUnion(surface)
    for other in shards where other != shard {
      guard let found = Self.surface(other.path(of: output), other), found.isComplete,
        union.differences(from: found).isEmpty
      else { return nil }
      union.add(found)
    }
    return union.whole
  }

  /// Writes the whole surface, through a file of this shard's own.
  ///
  /// Of two shards that end at the same moment both may do so: each renames a file that nobody else writes, and the bytes are the
  /// same. No lock is needed, which a network's file system may not have.
  ///
  /// - Throws: `StorageError`.
  func write(_ whole: Surface, by shard: Shard) throws(StorageError) {
    let name = Self.parts(of: output)
    let own = "\(name.folder)/.\(shard.path(of: name.file)).whole"
    try whole.write(to: own)
    try AtomicFile.move(own, to: output)
  }

  private static func surface(_ path: String, _ shard: Shard) -> Surface? {
    guard let found = try? Surface.read(path), found.provenance.shard == shard else { return nil }
    return found
  }

  private static func parts(of path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }
}
