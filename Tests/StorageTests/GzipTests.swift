import FoundationEssentials
import Storage
import TestSupport
import Testing

/// Streams written by Python's `gzip.compress(…, mtime=0)`.
struct GzipTests {
  /// `hello, landscape`, then, as a second member, `again`; a line each.
  private let two =
    "H4sIAAAAAAACA8tIzcnJ11HIScxLKU5OLEjlAgAkCo5KEQAAAB+LCAAAAAAAAgNLTE/MzOMCAP8ZT4YGAAAA"
  /// 20,000 zeros in 54 bytes.
  private let zeros = "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAB4MAJTL5cgTgAA"

  private func bytes(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

  @Test func `all members of a stream are decompressed`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.gz", bytes(two))
    #expect(try Gzip.read(path, limit: 100) == Array("hello, landscape\nagain\n".utf8))
  }

  @Test func `a file without gzip's signature is read as it is`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [0x1f, 0x8c, 3])
    #expect(try Gzip.read(path, limit: 100) == [0x1f, 0x8c, 3])
  }

  @Test func `a small file cannot unfold beyond the limit`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.gz", bytes(zeros))
    #expect(try Gzip.read(path, limit: 20_000) == [UInt8](repeating: 0, count: 20_000))
    #expect(throws: StorageError.tooLarge(path: path, claimed: 20_000)) { try Gzip.read(path, limit: 19_999) }
  }

  @Test func `a stream that ends anywhere before its end is refused`() throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(zeros)
    for length in 2..<whole.count {
      let path = try folder.file("a.gz", Array(whole.prefix(length)))
      #expect(throws: StorageError.corrupt(path: path, reason: "the compressed data ends early")) {
        try Gzip.read(path, limit: 100_000)
      }
    }
  }

  @Test func `a wrong checksum is found`() throws {
    let folder = try TemporaryFolder()
    var damaged = try bytes(zeros)
    damaged[damaged.count - 7] ^= 1
    let path = try folder.file("a.gz", damaged)
    #expect(throws: StorageError.corrupt(path: path, reason: "the compressed data is damaged")) {
      try Gzip.read(path, limit: 100_000)
    }
  }
}
