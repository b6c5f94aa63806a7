import Storage

/// A zip archive of stored entries in the making; the same content gives the same bytes.
///
/// Every entry is of the first minute that zip knows, 1980-01-01 00:00. Numbers of 64 bits are written where they are
/// needed, and only there (PKWARE's APPNOTE 6.3.10, §4.3.9).
package struct ZipWriter: Sendable {
  private struct Entry {
    let name: [UInt8]
    let flags: UInt16
    let checksum: UInt32
    let count: Int
    let start: Int
  }

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  private var names: Set<String> = []
  /// Numbers from here on do not fit 32 bits.
  private let wideFrom: Int

  /// An archive without entries.
  ///
  /// - Parameter wideFrom: numbers from here on are written with 64 bits; less than the default only serves tests.
  package init(wideFrom: Int = 0xffff_ffff) {
    precondition(wideFrom <= 0xffff_ffff, "a 32-bit number cannot be \(wideFrom)")
    self.wideFrom = wideFrom
  }

  /// Adds a file; its name must be new.
  package mutating func add(_ name: String, _ content: [UInt8]) {
    let (inserted, _) = names.insert(name)
    precondition(inserted, "two entries named \(name)")
    let label = Array(name.utf8)
    precondition(label.count <= 0xffff, "a name of \(label.count) bytes")
    // Bit 11: the name is UTF-8, which programs need to know only where it is not ASCII.
    let flags: UInt16 = label.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11
    let entry = Entry(
      name: label, flags: flags, checksum: Deflate.checksum(content[...]), count: content.count,
      start: bytes.count)
    entries.append(entry)
    let isWide = entry.count >= wideFrom
    append(UInt32(0x0403_4b50))
    append(version(isWide: isWide))
    appendCommon(entry)
    append(UInt16(label.count))
    append(UInt16(isWide ? 20 : 0))
    bytes += label
    // §4.5.3: the local header holds both sizes.
    if isWide { appendExtra([entry.count, entry.count]) }
    bytes += content
  }

  /// The archive with all that was added.
  package func archive() -> [UInt8] {
    var whole = self
    whole.appendDirectory()
    return whole.bytes
  }

  private mutating func appendDirectory() {
    let start = bytes.count
    for entry in entries {
      let isWide = entry.count >= wideFrom
      let extra = (isWide ? [entry.count, entry.count] : []) + (entry.start >= wideFrom ? [entry.start] : [])
      append(UInt32(0x0201_4b50))
      // Made on Unix (3), which the attributes below belong to, by the version that is needed to read it.
      append(3 << 8 | version(isWide: !extra.isEmpty))
      append(version(isWide: !extra.isEmpty))
      appendCommon(entry)
      append(UInt16(entry.name.count))
      append(UInt16(extra.isEmpty ? 0 : 4 + 8 * extra.count))
      // No comment, first disk, no internal attributes.
      for _ in 0..<3 { append(UInt16(0)) }
      // A regular file that everybody reads and the owner writes, for systems that unpack it.
      append(UInt32(0o100644 << 16))
      append(narrow(entry.start))
      bytes += entry.name
      if !extra.isEmpty { appendExtra(extra) }
    }
    let size = bytes.count - start
    if entries.count >= min(0xffff, wideFrom) || size >= wideFrom || start >= wideFrom {
      appendWideEnd(size: size, start: start)
    }
    append(UInt32(0x0605_4b50))
    append(UInt32(0))
    for _ in 0..<2 { append(UInt16(clamping: entries.count)) }
    append(UInt32(clamping: size))
    append(UInt32(clamping: start))
    append(UInt16(0))
  }

  /// The 64-bit end record and its locator (§4.3.14, §4.3.15).
  private mutating func appendWideEnd(size: Int, start: Int) {
    let place = bytes.count
    append(UInt32(0x0606_4b50))
    append(UInt64(44))
    append(UInt16(45))
    append(UInt16(45))
    append(UInt64(0))
    for number in [entries.count, entries.count, size, start] { append(UInt64(number)) }
    append(UInt32(0x0706_4b50))
    append(UInt32(0))
    append(UInt64(place))
    append(UInt32(1))
  }

  /// The version that 64-bit numbers came with, 4.5, or that of folders and deflate, 2.0 (§4.4.3).
  private func version(isWide: Bool) -> UInt16 { isWide ? 45 : 20 }

  /// The fields that both headers share after the version, to the sizes.
  private mutating func appendCommon(_ entry: Entry) {
    append(entry.flags)
    append(UInt16(0))
    // Time and date, in the words of MS-DOS: day 1 of month 1 of year 0.
    append(UInt16(0))
    append(UInt16(1 << 5 | 1))
    append(entry.checksum)
    append(narrow(entry.count))
    append(narrow(entry.count))
  }

  private mutating func appendExtra(_ numbers: [Int]) {
    append(UInt16(1))
    append(UInt16(8 * numbers.count))
    for number in numbers { append(UInt64(number)) }
  }

  private func narrow(_ number: Int) -> UInt32 { number >= wideFrom ? .max : UInt32(number) }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
