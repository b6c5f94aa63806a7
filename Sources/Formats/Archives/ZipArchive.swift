import Storage

/// A zip archive, read by its central directory (PKWARE's APPNOTE 6.3.10, §4.3).
///
/// Entries are stored or deflated, with 64-bit sizes where they need them. What could mean two things, or more than the
/// bytes can hold, is refused when the archive is opened: overlapping or encrypted entries, two of one name, names that
/// lead out of a folder, sizes beyond deflate's best ratio.
package struct ZipArchive: Sendable {
  /// A file in the archive.
  package struct Entry: Hashable, Sendable {
    /// The path within the archive, with `/` between folders; a folder's ends with one.
    package let name: String
    /// Bytes of the content, not compressed.
    package let count: Int
    /// Whether the bytes have to be decompressed.
    package let isDeflated: Bool
    /// The CRC-32 of the content.
    package let checksum: UInt32
    /// Where the stored or compressed bytes lie in the archive.
    package let bytes: Range<Int>
  }

  /// Where the bytes of an entry are.
  package struct Content: Sendable {
    /// The archive's bytes, or those of the entry alone if they had to be decompressed.
    package let storage: ByteStorage
    /// Those that belong to the entry.
    package let range: Range<Int>

    /// A copy of the entry's bytes alone.
    package var bytes: [UInt8] { Array(storage.bytes[range]) }
  }

  /// In the order of the central directory.
  package let entries: [Entry]
  /// Names the archive in errors.
  package let path: String
  private let storage: ByteStorage
  private let places: [String: Int]

  /// Opens a file.
  ///
  /// - Throws: `FormatError`.
  package init(reading path: String) throws(FormatError) {
    try self.init(ByteStorage(reading: path), path: path)
  }

  /// Opens an archive in memory.
  ///
  /// - Throws: `FormatError` `corrupt` or `unsupported`.
  package init(_ storage: ByteStorage, path: String) throws(FormatError) {
    self.storage = storage
    self.path = path
    entries = try ZipDirectory(storage, path: path).entries()
    var places: [String: Int] = [:]
    for (place, entry) in entries.enumerated() where places.updateValue(place, forKey: entry.name) != nil {
      throw .corrupt(path: path, reason: "two entries of the archive are named \(entry.name)")
    }
    self.places = places
  }

  /// Whether a file that begins with these bytes says that it is a zip archive: of entries, or without any.
  package static func isArchive(_ firstBytes: [UInt8]) -> Bool {
    firstBytes.starts(with: [0x50, 0x4b, 3, 4]) || firstBytes.starts(with: [0x50, 0x4b, 5, 6])
  }

  /// The entry of that name, if there is one.
  package subscript(name: String) -> Entry? { places[name].map { entries[$0] } }

  /// The bytes of one of the archive's entries: in place if they are stored, else decompressed again at each call.
  ///
  /// - Parameter verify: whether the checksum of a stored entry is compared as well; that of a deflated one always is.
  /// - Throws: `FormatError.corrupt`.
  package func content(of entry: Entry, verify: Bool = false) throws(FormatError) -> Content {
    precondition(entry.bytes.upperBound <= storage.count, "\(entry.name) is of another archive")
    let source = storage.bytes[entry.bytes]
    guard entry.isDeflated else {
      if verify { try check(entry, source) }
      return Content(storage: storage, range: entry.bytes)
    }
    let bytes: [UInt8]
    do throws(Deflate.Damage) {
      bytes = try Deflate.inflate(source, count: entry.count)
    } catch {
      throw .corrupt(path: path, reason: "the compressed data of \(entry.name) is damaged")
    }
    try check(entry, bytes[...])
    return Content(storage: ByteStorage(bytes), range: 0..<bytes.count)
  }

  private func check(_ entry: Entry, _ bytes: ArraySlice<UInt8>) throws(FormatError) {
    guard Deflate.checksum(bytes) == entry.checksum else {
      throw .corrupt(path: path, reason: "the checksum of \(entry.name) is wrong")
    }
  }
}
