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
    private var state: SIMD8<UInt32> = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    /// Nothing fed yet.
    package init() { pending.reserveCapacity(128) }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
      length += UInt64(bytes.count)
      var rest = bytes[...]
      if !pending.isEmpty {
        let take = min(64 - pending.count, rest.count)
        pending.append(contentsOf: rest.prefix(take))
        rest = rest.dropFirst(take)
        guard pending.count == 64 else { return }
        pending.withUnsafeBytes { compress($0) }
        pending.removeAll(keepingCapacity: true)
      }
      let whole = rest.count & ~63
      compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
      pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// Feeds the next text, as UTF-8.
    package mutating func update(_ text: String) {
      var text = text
      text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// The digest of everything fed.
    package mutating func finish() -> Digest {
      let bits = length * 8
      pending.append(0x80)
      while pending.count % 64 != 56 { pending.append(0) }
      withUnsafeBytes(of: bits.bigEndian) { pending.append(contentsOf: $0) }
      pending.withUnsafeBytes { compress($0) }
      let digits = Array("0123456789abcdef".utf8)
      let text = (0..<8).flatMap { word in
        stride(from: 28, through: 0, by: -4).map { digits[Int(state[word] >> UInt32($0)) & 15] }
      }
      return Digest(hex: String(decoding: text, as: UTF8.self))
    }

    /// Runs the compression function over whole blocks of 64 bytes.
    private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        Self.roundConstants.withUnsafeBufferPointer { constants in
          guard let w = schedule.baseAddress, let k = constants.baseAddress else { return }
          for start in stride(from: 0, to: blocks.count, by: 64) {
            Self.fill(w, from: UnsafeRawBufferPointer(rebasing: blocks[start..<start + 64]), k)
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            var i = 0
            // Eight rounds at a time: each leaves the variables in the next one's places without moving them.
            while i < 64 {
              Self.round(a, b, c, &d, e, f, g, &h, w[i])
              Self.round(h, a, b, &c, d, e, f, &g, w[i &+ 1])
              Self.round(g, h, a, &b, c, d, e, &f, w[i &+ 2])
              Self.round(f, g, h, &a, b, c, d, &e, w[i &+ 3])
              Self.round(e, f, g, &h, a, b, c, &d, w[i &+ 4])
              Self.round(d, e, f, &g, h, a, b, &c, w[i &+ 5])
              Self.round(c, d, e, &f, g, h, a, &b, w[i &+ 6])
              Self.round(b, c, d, &e, f, g, h, &a, w[i &+ 7])
              i &+= 8
            }
            state &+= SIMD8(a, b, c, d, e, f, g, h)
          }
        }
      }
    }

    /// Writes the block's message schedule, the round constants already added.
    @inline(__always)
    private static func fill(
      _ w: UnsafeMutablePointer<UInt32>, from block: UnsafeRawBufferPointer, _ k: UnsafePointer<UInt32>
    ) {
      for i in 0..<16 {
        w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
      }
      for i in 16..<64 {
        let s0 = rotate(w[i &- 15], 7) ^ rotate(w[i &- 15], 18) ^ w[i &- 15] &>> 3
        let s1 = rotate(w[i &- 2], 17) ^ rotate(w[i &- 2], 19) ^ w[i &- 2] &>> 10
        w[i] = w[i &- 16] &+ s0 &+ w[i &- 7] &+ s1
      }
      for i in 0..<64 { w[i] &+= k[i] }
    }

    @inline(__always)
    private static func round(
      _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
      _ h: inout UInt32, _ word: UInt32
    ) {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let t = h &+ s1 &+ (g ^ (e & (f ^ g))) &+ word
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      d &+= t
      h = t &+ s0 &+ ((a & b) | (c & (a | b)))
    }

    private static let roundConstants: [UInt32] = [
      0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
      0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
      0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
      0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
      0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
      0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
      0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
      0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
  }
}

@inline(__always)
private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }
