import Storage
import Testing

/// NIST's examples for SHA-256 (FIPS 180-4).
struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
        + "nopqrstu", "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `a digest is the published one`(text: String, digits: String) {
    #expect(Digest(of: text.utf8).hex == digits)
  }

  @Test func `a million letters have the published digest`() {
    let digest = Digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(digest.short == "cdc76e5c9914")
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 128, 200])
  func `pieces of any size give the digest of the whole`(size: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hasher = Digest.Hasher()
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hasher.update($0) }
    }
    #expect(hasher.finish() == Digest(of: bytes))
  }

  @Test func `a digest is a plain text in JSON`() throws {
    let digest = Digest(of: [1, 2, 3])
    let text = JSONText.encode([digest])
    #expect(text == "[\"\(digest.hex)\"]")
    let back: [Digest] = try JSONText.decode(text, path: "", what: "")
    #expect(back == [digest])
  }
}
