import Storage

/// The central directory of a zip archive, read strictly.
struct ZipDirectory {
  /// Bytes that the deflated entries of one archive give together at most, beside `largestRatio` times the archive.
  private static let largestContent = 1 << 30
  /// What is believed of an archive as a whole; single entries may be as dense as deflate allows.
  private static let largestRatio = 100

  private let storage: ByteStorage
  private let path: String
  private let start: Int
  private let end: Int
  private let count: Int

  /// Finds the directory.
  ///
  /// - Throws: `FormatError`.
  init(_ storage: ByteStorage, path: String) throws(FormatError) {
    self.storage = storage
    self.path = path
    guard let record = Self.endRecord(storage) else {
      throw .corrupt(path: path, reason: "it has no end of a zip archive and may be cut off")
    }
    var fields = try Self.fields(storage, at: record, path)
    var limit = record
    // §4.3.15: the locator of the 64-bit record stands right before the end record.
    if storage.littleEndian(UInt32.self, at: record - 20) == 0x0706_4b50 {
      let wide = try Self.wideFields(storage, locator: record - 20, path)
      guard fields.agree(with: wide.fields) else {
        throw .corrupt(path: path, reason: "its two end records differ")
      }
      (fields, limit) = (wide.fields, wide.position)
    }
    let (end, overflows) = fields.start.addingReportingOverflow(fields.size)
    guard !overflows, end <= limit else {
      throw .corrupt(path: path, reason: "its directory does not lie within the archive")
    }
    (start, self.end, count) = (fields.start, end, fields.count)
  }

  /// All entries, checked against their local headers and one another.
  ///
  /// - Throws: `FormatError`.
  func entries() throws(FormatError) -> [ZipArchive.Entry] {
    var entries: [ZipArchive.Entry] = []
    var taken: [Range<Int>] = []
    var position = start
    while position < end {
      let header = try ZipEntryHeader(storage, at: position, end: end, path: path)
      let (entry, place) = try header.entry(storage, before: start, path: path)
      entries.append(entry)
      taken.append(place)
      position = header.end
    }
    guard entries.count == count else {
      throw .corrupt(path: path, reason: "its directory has \(entries.count) entries, not \(count)")
    }
    taken.sort { $0.lowerBound < $1.lowerBound }
    for (place, next) in zip(taken, taken.dropFirst()) where place.upperBound > next.lowerBound {
      throw .corrupt(path: path, reason: "entries of the archive overlap")
    }
    // Each is at most 1032 times bytes that no other has: the sum does not overflow.
    let inflated = entries.lazy.filter(\.isDeflated).reduce(0) { $0 + $1.count }
    guard inflated <= Self.largestContent + Self.largestRatio * storage.count else {
      throw .corrupt(
        path: path, reason: "its entries claim \(inflated) bytes of \(storage.count) compressed ones")
    }
    return entries
  }
}

extension ZipDirectory {
  /// What the end of the archive says of the directory.
  private struct Fields {
    let count: Int
    let size: Int
    let start: Int

    /// §4.4.1.4: a field with all bits set is in the 64-bit record instead.
    func agree(with wide: Fields) -> Bool {
      (count == wide.count || count == 0xffff) && (size == wide.size || size == 0xffff_ffff)
        && (start == wide.start || start == 0xffff_ffff)
    }
  }

  /// Position of the end record (§4.3.16): 22 bytes and a comment that ends with the archive.
  private static func endRecord(_ storage: ByteStorage) -> Int? {
    let last = storage.count - 22
    guard last >= 0 else { return nil }
    for position in stride(from: last, through: max(0, last - 0xffff), by: -1)
    where storage.bytes[position] == 0x50 && storage.littleEndian(UInt32.self, at: position) == 0x0605_4b50 {
      if storage.number(UInt16.self, at: position + 20) == last - position { return position }
    }
    return nil
  }

  private static func fields(
    _ storage: ByteStorage, at record: Int, _ path: String
  ) throws(FormatError) -> Fields {
    guard let disk = storage.number(UInt16.self, at: record + 4),
      let firstDisk = storage.number(UInt16.self, at: record + 6),
      let here = storage.number(UInt16.self, at: record + 8),
      let count = storage.number(UInt16.self, at: record + 10),
      let size = storage.number(UInt32.self, at: record + 12),
      let start = storage.number(UInt32.self, at: record + 16)
    else { throw .corrupt(path: path, reason: "its end record is cut off") }
    guard [0, 0xffff].contains(disk), [0, 0xffff].contains(firstDisk), here == count else {
      throw .unsupported(path: path, reason: "it is a part of an archive of several files; join them first")
    }
    return Fields(count: count, size: size, start: start)
  }

  /// The 64-bit end record (§4.3.14) and its position.
  private static func wideFields(
    _ storage: ByteStorage, locator: Int, _ path: String
  ) throws(FormatError) -> (fields: Fields, position: Int) {
    guard let record = storage.number(UInt64.self, at: locator + 8), record <= locator - 56,
      storage.littleEndian(UInt32.self, at: record) == 0x0606_4b50,
      let length = storage.number(UInt64.self, at: record + 4), length >= 44, length <= locator - record - 12,
      let here = storage.number(UInt64.self, at: record + 24),
      let count = storage.number(UInt64.self, at: record + 32), here == count,
      let size = storage.number(UInt64.self, at: record + 40),
      let start = storage.number(UInt64.self, at: record + 48)
    else { throw .corrupt(path: path, reason: "its 64-bit end record is damaged") }
    return (Fields(count: count, size: size, start: start), record)
  }
}
