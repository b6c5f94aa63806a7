import CNettle

/// A SHA-256 digest (FIPS 180-4), which says whether two contents are the same.
package struct Digest: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits.
  package let hex: String

  /// The digest of some bytes.
  package init(of bytes: some Sequence<UInt8>) {
    var hasher = Hasher()
    let direct: Void? = bytes.withContiguousStorageIfAvailable { hasher.update(UnsafeRawBufferPointer($0)) }
    if direct == nil { Array(bytes).withUnsafeBytes { hasher.update($0) } }
    self = hasher.finish()
  }

  /// A digest that was written down as hexadecimal digits.
  package init(hex: String) { self.hex = hex }

  /// The first twelve digits, enough to tell files apart in a caption.
  package var short: String { String(hex.prefix(12)) }
}

extension Digest: Codable {
  package init(from decoder: any Decoder) throws {
    hex = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

extension Digest {
  /// A digest in the making, fed piece by piece.
  package struct Hasher {
    private var context = sha256_ctx()

    /// Nothing fed yet.
    package init() { nettle_sha256_init(&context) }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
      guard let first = bytes.baseAddress else { return }
      nettle_sha256_update(&context, bytes.count, first.assumingMemoryBound(to: UInt8.self))
    }

    /// Feeds the next text, as UTF-8.
    package mutating func update(_ text: String) {
      var text = text
      text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// The digest of everything fed; starts over.
    package mutating func finish() -> Digest {
      var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
      landscape_sha256_finish(&context, &bytes)
      let digits = Array("0123456789abcdef".utf8)
      let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      return Digest(hex: String(decoding: text, as: UTF8.self))
    }
  }
}
