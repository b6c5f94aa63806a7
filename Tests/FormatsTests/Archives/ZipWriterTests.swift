import Formats
import Testing

struct ZipWriterTests {
  private func written(wideFrom: Int = 0xffff_ffff) -> [UInt8] {
    var writer = ZipWriter(wideFrom: wideFrom)
    writer.add("a.txt", Array("hello".utf8))
    writer.add("d/café", Array(0..<8))
    writer.add("empty", [])
    return writer.archive()
  }

  @Test func `the bytes are those that Python's zipfile writes`() {
    #expect(written() == ZipFixtures.stored.bytes)
    #expect(ZipWriter().archive() == ZipFixtures.none.bytes)
  }

  @Test func `so are those of an archive with 64-bit numbers`() {
    #expect(written(wideFrom: 0) == ZipFixtures.wide.bytes)
  }

  @Test(arguments: [1, 6, 8, 9, 50, 150, 200])
  func `only numbers that need it are written with 64 bits, and all are read back`(limit: Int) throws {
    let archive = try ZipArchive(ByteStorage(written(wideFrom: limit)), path: "a.zip")
    let contents = try archive.entries.map { try archive.content(of: $0, verify: true).bytes }
    #expect(contents == [Array("hello".utf8), Array(0..<8), []])
  }

  @Test func `more entries than 16 bits count are written and read back`() throws {
    var writer = ZipWriter()
    for index in 0..<0x1_0000 { writer.add("\(index)", []) }
    let archive = try ZipArchive(ByteStorage(writer.archive()), path: "a.zip")
    #expect(archive.entries.count == 0x1_0000)
    #expect(archive.entries.last?.name == "65535")
  }
}
