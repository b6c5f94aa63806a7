import Storage

/// A zip archive byte by byte, with lies where a test wants them.
struct CraftedZip {
  struct Entry {
    var name = "a"
    /// The name in the local header, if it is another one.
    var localName: String?
    var flags: UInt16 = 0
    var method: UInt16 = 0
    var content: [UInt8] = Array("hello".utf8)
    /// Sizes in both headers, if they are not the truth.
    var compressed: UInt32?
    var count: UInt32?
    var checksum: UInt32?
    /// Where the directory says that the local header is, if not there.
    var start: UInt32?
    var extra: [UInt8] = []
  }

  var entries = [Entry()]
  /// Of the end record.
  var count: UInt16?
  var disk: UInt16 = 0
  var start: UInt32?

  static func header(_ entry: Entry) -> [UInt8] {
    let name = Array((entry.localName ?? entry.name).utf8)
    var header: [UInt8] = [0x50, 0x4b, 3, 4, 20, 0]
    header += common(entry)
    header += little(UInt16(name.count))
    return header + [0, 0] + name
  }

  private static func common(_ entry: Entry) -> [UInt8] {
    var fields = little(entry.flags)
    fields += little(entry.method)
    fields += [0, 0, 0, 0]
    fields += little(entry.checksum ?? Deflate.checksum(entry.content[...]))
    fields += little(entry.compressed ?? UInt32(entry.content.count))
    return fields + little(entry.count ?? UInt32(entry.content.count))
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }

  var bytes: [UInt8] {
    var body: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let name = Array(entry.name.utf8)
      directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0]
      directory += Self.common(entry)
      directory += Self.little(UInt16(name.count))
      directory += Self.little(UInt16(entry.extra.count))
      directory += [UInt8](repeating: 0, count: 10)
      directory += Self.little(entry.start ?? UInt32(body.count))
      directory += name + entry.extra
      body += Self.header(entry) + entry.content
    }
    var end: [UInt8] = [0x50, 0x4b, 5, 6]
    for number in [disk, disk, count ?? UInt16(entries.count), count ?? UInt16(entries.count)] {
      end += Self.little(number)
    }
    end += Self.little(UInt32(directory.count))
    end += Self.little(start ?? UInt32(body.count))
    return body + directory + end + [0, 0]
  }
}
