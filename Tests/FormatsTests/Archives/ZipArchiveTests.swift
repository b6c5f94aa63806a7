import Formats
import Storage
import Testing

/// Archives of other programs.
struct ZipArchiveTests {
  private func archive(_ bytes: [UInt8]) throws -> ZipArchive {
    try ZipArchive(ByteStorage(bytes), path: "a.zip")
  }

  private func contents(_ archive: ZipArchive) throws -> [[UInt8]] {
    try archive.entries.map { try archive.content(of: $0, verify: true).bytes }
  }

  private let words = [Array("hello".utf8), Array(repeating: UInt8(ascii: "x"), count: 1000) + [0x79], []]

  @Test(arguments: [ZipFixtures.mixed, ZipFixtures.streamed])
  func `stored and deflated entries are read in order`(fixture: Packed) throws {
    let archive = try archive(fixture.bytes)
    #expect(archive.entries.map(\.name) == ["a.txt", "d/b.txt", "empty"])
    #expect(archive.entries.map(\.count) == [5, 1001, 0])
    #expect(archive.entries.map(\.isDeflated) == [false, true, false])
    #expect(try contents(archive) == words)
  }

  @Test(arguments: [ZipFixtures.stored, ZipFixtures.wide])
  func `64-bit numbers and names in UTF-8 are read`(fixture: Packed) throws {
    let archive = try archive(fixture.bytes)
    #expect(archive.entries.map(\.name) == ["a.txt", "d/café", "empty"])
    #expect(try contents(archive) == [Array("hello".utf8), Array(0..<8), []])
  }

  @Test func `an archive without entries is read`() throws {
    #expect(try archive(ZipFixtures.none.bytes).entries.isEmpty)
  }

  @Test func `an entry is found by its name`() throws {
    let archive = try archive(ZipFixtures.mixed.bytes)
    #expect(archive["d/b.txt"] == archive.entries[1])
    #expect(archive["b.txt"] == nil)
  }

  @Test func `a stored entry is a view of the archive`() throws {
    let storage = ByteStorage(ZipFixtures.torch.bytes)
    let archive = try ZipArchive(storage, path: "a.pt")
    let entry = try #require(archive["archive/data/0"])
    let content = try archive.content(of: entry)
    #expect(content.storage === storage)
    #expect(content.range.lowerBound % 64 == 0)
    let tensor = try #require(
      ForeignTensor(.float32, extents: [6], storage: content.storage, offset: content.range.lowerBound))
    #expect(tensor.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func `archives are known by their first bytes`() {
    #expect(ZipArchive.isArchive(ZipFixtures.mixed.bytes))
    #expect(ZipArchive.isArchive(ZipFixtures.none.bytes))
    #expect(!ZipArchive.isArchive(Array("PK".utf8)))
    #expect(!ZipArchive.isArchive([0x50, 0x4b, 1, 2]))
  }

  @Test func `a comment of the greatest length is searched`() throws {
    var bytes = ZipFixtures.stored.bytes
    bytes.replaceSubrange((bytes.count - 2)..., with: [0xff, 0xff])
    #expect(try archive(bytes + [UInt8](repeating: 0x50, count: 0xffff)).entries.count == 3)
  }

  @Test func `a file that is not there is missing`() {
    #expect(throws: FormatError.storage(.missing(path: "nowhere.zip"))) {
      try ZipArchive(reading: "nowhere.zip")
    }
  }
}
