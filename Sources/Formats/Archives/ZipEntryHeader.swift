import Storage

/// An entry of a zip archive's central directory (APPNOTE 6.3.10, §4.3.12).
struct ZipEntryHeader {
  private let name: String
  private let nameBytes: Range<Int>
  private let flags: UInt16
  private let method: UInt16
  private let checksum: UInt32
  private let sizes: ZipSizes
  private let start: Int
  /// Where the next header begins.
  let end: Int

  /// Reads the header at a position of a directory that ends at `limit`.
  ///
  /// - Throws: `FormatError`.
  init(_ storage: ByteStorage, at position: Int, end limit: Int, path: String) throws(FormatError) {
    guard limit - position >= 46, storage.littleEndian(UInt32.self, at: position) == 0x0201_4b50,
      let flags = storage.littleEndian(UInt16.self, at: position + 8),
      let method = storage.littleEndian(UInt16.self, at: position + 10),
      let checksum = storage.littleEndian(UInt32.self, at: position + 16),
      let compressed = storage.littleEndian(UInt32.self, at: position + 20),
      let count = storage.littleEndian(UInt32.self, at: position + 24),
      let nameLength = storage.number(UInt16.self, at: position + 28),
      let extraLength = storage.number(UInt16.self, at: position + 30),
      let commentLength = storage.number(UInt16.self, at: position + 32),
      let start = storage.littleEndian(UInt32.self, at: position + 42),
      limit - position - 46 >= nameLength + extraLength + commentLength
    else { throw .corrupt(path: path, reason: "its directory is damaged") }
    nameBytes = position + 46..<position + 46 + nameLength
    guard let name = String(validating: storage.bytes[nameBytes], as: UTF8.self) else {
      throw .unsupported(path: path, reason: "the name of an entry of the archive is not UTF-8")
    }
    // Bits 0, 6 and 13: encryption, strong encryption and a masked directory.
    guard flags & 0x2041 == 0 else { throw .unsupported(path: path, reason: "\(name) is encrypted") }
    guard method == 0 || method == 8 else {
      throw .unsupported(
        path: path,
        reason: "\(name) is compressed by method \(method); only stored and deflated entries are read")
    }
    guard Self.isPlain(name) else {
      throw .corrupt(path: path, reason: "the entry \(name) does not name a file within a folder")
    }
    let extra = nameBytes.upperBound..<nameBytes.upperBound + extraLength
    guard let sizes = ZipSizes(storage, compressed: compressed, count: count, start: start, extra: extra),
      let place = sizes.start
    else { throw .corrupt(path: path, reason: "the sizes of \(name) are damaged") }
    self.name = name
    self.flags = flags
    self.method = method
    self.checksum = checksum
    self.sizes = sizes
    self.start = place
    end = extra.upperBound + commentLength
  }

  /// Relative, and nowhere upwards, whatever system a folder is unpacked on; a null ends names in some programs.
  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "\\") else {
      return false
    }
    let parts = name.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    return !name.utf8.contains(0) && !parts.contains { $0.elementsEqual("..".utf8) }
  }

  /// The entry, and all bytes that it takes from its local header (§4.3.7) on, which must lie before `limit`.
  ///
  /// - Throws: `FormatError.corrupt`, where the local header says something else than this one, too.
  func entry(
    _ storage: ByteStorage, before limit: Int, path: String
  ) throws(FormatError) -> (entry: ZipArchive.Entry, taken: Range<Int>) {
    guard start <= limit - 30, storage.littleEndian(UInt32.self, at: start) == 0x0403_4b50,
      let nameLength = storage.number(UInt16.self, at: start + 26),
      let extraLength = storage.number(UInt16.self, at: start + 28),
      limit - start - 30 >= nameLength + extraLength
    else { throw .corrupt(path: path, reason: "\(name) is not where the directory says") }
    let extra = start + 30 + nameLength..<start + 30 + nameLength + extraLength
    guard storage.bytes[start + 30..<extra.lowerBound] == storage.bytes[nameBytes],
      storage.littleEndian(UInt16.self, at: start + 8) == method,
      hasSameSizes(storage, extra)
    else { throw .corrupt(path: path, reason: "the two headers of \(name) differ") }
    let (compressed, count) = (sizes.compressed, sizes.count)
    guard compressed <= limit - extra.upperBound else {
      throw .corrupt(path: path, reason: "\(name) does not lie within the archive")
    }
    let isDeflated = method == 8
    guard isDeflated ? count / Deflate.largestRatio <= compressed : count == compressed else {
      throw .corrupt(path: path, reason: "\(compressed) bytes cannot hold the \(count) bytes of \(name)")
    }
    let bytes = extra.upperBound..<extra.upperBound + compressed
    let entry = ZipArchive.Entry(
      name: name, count: count, isDeflated: isDeflated, checksum: checksum, bytes: bytes)
    return (entry, start..<bytes.upperBound)
  }

  private func hasSameSizes(_ storage: ByteStorage, _ extra: Range<Int>) -> Bool {
    guard let local = storage.littleEndian(UInt16.self, at: start + 6),
      let checksum = storage.littleEndian(UInt32.self, at: start + 14),
      let compressed = storage.littleEndian(UInt32.self, at: start + 18),
      let count = storage.littleEndian(UInt32.self, at: start + 22)
    else { return false }
    guard local & 0x2041 == 0 else { return false }
    // Bit 3: the sizes were not known yet, and follow the bytes.
    if (local | flags) & 8 != 0 { return true }
    guard let sizes = ZipSizes(storage, compressed: compressed, count: count, start: nil, extra: extra) else {
      return false
    }
    return checksum == self.checksum && sizes.compressed == self.sizes.compressed
      && sizes.count == self.sizes.count
  }
}

/// The sizes in a header: those with all bits set are found in the extra field of 64-bit numbers (§4.5.3).
private struct ZipSizes {
  let compressed: Int
  let count: Int
  /// Position of the local header; nil in that header itself.
  let start: Int?

  init?(_ storage: ByteStorage, compressed: UInt32, count: UInt32, start: UInt32?, extra: Range<Int>) {
    var wide = Self.wideNumbers(storage, extra)
    /// Present in this order, and only where needed.
    func resolve(_ narrow: UInt32) -> Int? {
      guard narrow == .max, let (position, end) = wide.map({ ($0.lowerBound, $0.upperBound) }) else {
        return Int(narrow)
      }
      guard end - position >= 8, let number = storage.number(UInt64.self, at: position) else { return nil }
      wide = position + 8..<end
      return number
    }
    guard let count = resolve(count), let compressed = resolve(compressed) else { return nil }
    self.count = count
    self.compressed = compressed
    if let start {
      guard let start = resolve(start) else { return nil }
      self.start = start
    } else {
      self.start = nil
    }
  }

  /// Where the 64-bit numbers lie; nil without them or in a field that is damaged.
  private static func wideNumbers(_ storage: ByteStorage, _ extra: Range<Int>) -> Range<Int>? {
    var position = extra.lowerBound
    while extra.upperBound - position >= 4, let kind = storage.number(UInt16.self, at: position),
      let length = storage.number(UInt16.self, at: position + 2), length <= extra.upperBound - position - 4
    {
      if kind == 1 { return position + 4..<position + 4 + length }
      position += 4 + length
    }
    return nil
  }
}
