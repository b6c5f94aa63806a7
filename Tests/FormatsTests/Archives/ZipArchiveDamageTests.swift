import Formats
import Storage
import Testing

/// Archives that are not what they say.
struct ZipArchiveDamageTests {
  /// Opens an archive and reads all that is in it.
  @discardableResult
  private func read(_ bytes: [UInt8]) throws(FormatError) -> [String: [UInt8]] {
    let archive = try ZipArchive(ByteStorage(bytes), path: "a.zip")
    var contents: [String: [UInt8]] = [:]
    for entry in archive.entries {
      contents[entry.name] = try archive.content(of: entry, verify: true).bytes
    }
    return contents
  }

  private func read(_ entries: CraftedZip.Entry...) throws(FormatError) {
    try read(CraftedZip(entries: entries).bytes)
  }

  private func corrupt(_ reason: String) -> FormatError { .corrupt(path: "a.zip", reason: reason) }
  private func unsupported(_ reason: String) -> FormatError { .unsupported(path: "a.zip", reason: reason) }

  static let fixtures = [ZipFixtures.mixed, ZipFixtures.streamed, ZipFixtures.wide, ZipFixtures.torch]

  @Test func `a crafted archive without lies is read`() throws {
    #expect(try read(CraftedZip().bytes) == ["a": Array("hello".utf8)])
  }

  @Test(arguments: fixtures)
  func `an archive cut off anywhere is refused`(fixture: Packed) {
    for bytes in Mutations.truncations(of: fixture.bytes) {
      #expect(throws: FormatError.self) { try read(bytes) }
    }
  }

  @Test(arguments: fixtures)
  func `an archive with a wrong byte is refused or gives the same`(fixture: Packed) throws {
    let whole = try read(fixture.bytes)
    for bytes in Mutations.flips(of: fixture.bytes) {
      do throws(FormatError) {
        #expect(try read(bytes) == whole)
      } catch {}
    }
  }

  @Test(arguments: fixtures)
  func `mutated archives are refused or read`(fixture: Packed) {
    var read = 0
    for bytes in Mutations(of: fixture.bytes) where (try? self.read(bytes)) != nil { read += 1 }
    #expect(read > 0 && read < 1500)
  }

  @Test func `overlapping entries are refused`() {
    let inner = CraftedZip.Entry(name: "inner")
    let outer = CraftedZip.Entry(name: "outer", content: CraftedZip.header(inner) + inner.content)
    var again = inner
    again.start = UInt32(CraftedZip.header(outer).count)
    #expect(throws: corrupt("entries of the archive overlap")) { try read(outer, again) }
  }

  @Test func `the same bytes under two entries are refused`() {
    let first = CraftedZip.Entry()
    let second = CraftedZip.Entry(start: 0)
    #expect(throws: corrupt("entries of the archive overlap")) { try read(first, second) }
  }

  @Test func `two entries of one name are refused`() {
    #expect(throws: corrupt("two entries of the archive are named a")) {
      try read(CraftedZip.Entry(), CraftedZip.Entry())
    }
  }

  @Test func `more bytes than deflate can give are refused`() {
    let entry = CraftedZip.Entry(method: 8, content: [1, 2, 3], count: 4 * 1032)
    #expect(throws: corrupt("3 bytes cannot hold the 4128 bytes of a")) { try read(entry) }
    let stored = CraftedZip.Entry(count: 6)
    #expect(throws: corrupt("5 bytes cannot hold the 6 bytes of a")) { try read(stored) }
  }

  @Test func `an archive that claims a hundred times its bytes and a gigabyte is refused`() {
    let entry = CraftedZip.Entry(
      method: 8, content: [UInt8](repeating: 7, count: 1_300_000), count: 1_300_000 * 1030, checksum: 0)
    #expect {
      try read(entry)
    } throws: { error in
      guard case .corrupt("a.zip", let reason)? = error as? FormatError else { return false }
      return reason.hasPrefix("its entries claim 1339000000 bytes of")
    }
  }

  /// `hello` as Python's `zlib.compressobj(9, zlib.DEFLATED, -15)` writes it.
  private let hello: [UInt8] = [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]

  @Test(arguments: [0, 4, 6, 1000] as [UInt32])
  func `a stream that does not give the declared bytes is refused`(count: UInt32) throws {
    let checksum = Deflate.checksum(Array("hello".utf8)[...])
    #expect(throws: corrupt("the compressed data of a is damaged")) {
      try read(CraftedZip.Entry(method: 8, content: hello, count: count, checksum: checksum))
    }
    try read(CraftedZip.Entry(method: 8, content: hello, count: 5, checksum: checksum))
  }

  @Test func `a stream with bytes after its end is refused`() {
    #expect(throws: corrupt("the compressed data of a is damaged")) {
      try read(CraftedZip.Entry(method: 8, content: hello + [0], count: 5))
    }
  }

  @Test func `the checksum is compared`() throws {
    let deflated = CraftedZip.Entry(method: 8, content: hello, count: 5, checksum: 1)
    #expect(throws: corrupt("the checksum of a is wrong")) { try read(deflated) }
    let bytes = CraftedZip(entries: [CraftedZip.Entry(checksum: 1)]).bytes
    #expect(throws: corrupt("the checksum of a is wrong")) { try read(bytes) }
    // That of a stored entry only on request.
    let archive = try ZipArchive(ByteStorage(bytes), path: "a.zip")
    #expect(try archive.content(of: archive.entries[0]).bytes == Array("hello".utf8))
  }

  @Test(arguments: ["../a", "a/../b", "..", "a/..", "/a", "\\a", "a\\..\\b", "a\0b", ""])
  func `a name that leads out of a folder is refused`(name: String) {
    #expect(throws: corrupt("the entry \(name) does not name a file within a folder")) {
      try read(CraftedZip.Entry(name: name))
    }
  }

  @Test(arguments: ["a..b", "..a/b..", "a/./b", "a/...", "folder/"])
  func `a name with dots within is read`(name: String) throws {
    try read(CraftedZip.Entry(name: name))
  }

  @Test(arguments: [1, 0x40, 0x2000] as [UInt16])
  func `an encrypted entry is not supported`(flags: UInt16) {
    #expect(throws: unsupported("a is encrypted")) { try read(CraftedZip.Entry(flags: flags)) }
  }

  @Test func `other methods are not supported`() {
    let reason = "a is compressed by method 14; only stored and deflated entries are read"
    #expect(throws: unsupported(reason)) { try read(CraftedZip.Entry(method: 14)) }
  }

  @Test func `headers that differ are refused`() {
    #expect(throws: corrupt("the two headers of a differ")) { try read(CraftedZip.Entry(localName: "b")) }
    var bytes = CraftedZip().bytes
    bytes[14] ^= 1
    #expect(throws: corrupt("the two headers of a differ")) { try read(bytes) }
  }

  @Test(arguments: [1, 36, 0x7fff_ffff, .max] as [UInt32])
  func `an entry that is not where the directory says is refused`(start: UInt32) {
    #expect(throws: corrupt("a is not where the directory says")) { try read(CraftedZip.Entry(start: start)) }
  }

  @Test func `an entry that runs into the directory is refused`() {
    let entry = CraftedZip.Entry(compressed: 6, count: 6)
    #expect(throws: corrupt("a does not lie within the archive")) { try read(entry) }
  }

  @Test func `64-bit sizes beyond all integers are refused`() {
    let extra = [1, 0, 16, 0] + [UInt8](repeating: 0xff, count: 16)
    #expect(throws: corrupt("the sizes of a are damaged")) {
      try read(CraftedZip.Entry(compressed: .max, count: .max, extra: extra))
    }
  }

  @Test func `an end record that lies is refused`() {
    #expect(throws: corrupt("its directory has 1 entries, not 2")) { try read(CraftedZip(count: 2).bytes) }
    #expect(throws: corrupt("its directory does not lie within the archive")) {
      try read(CraftedZip(start: 0xffff_fff0).bytes)
    }
    #expect(throws: corrupt("its directory is damaged")) { try read(CraftedZip(start: 1).bytes) }
    #expect(throws: unsupported("it is a part of an archive of several files; join them first")) {
      try read(CraftedZip(disk: 1).bytes)
    }
  }
}
