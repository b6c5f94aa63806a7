/// Damaged copies of a file's bytes, the same for the same seed: what a reader of hostile files has to withstand.
///
/// Bytes are flipped, parts cut off, removed, repeated or exchanged, and integers, binary as well as in digits,
/// replaced by extremes; up to four times a copy. A reader may succeed or throw; a trap ends the tests.
struct Mutations: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private var remaining: Int
  private var state: UInt64

  init(of original: [UInt8], count: Int = 2000, seed: UInt64 = 1) {
    self.original = original
    remaining = count
    state = seed
  }

  /// All that is left when the file is cut off, from nothing to all but one byte.
  static func truncations(of original: [UInt8]) -> some Sequence<[UInt8]> {
    (0..<original.count).lazy.map { Array(original[..<$0]) }
  }

  /// The file with one byte changed, at every position in three ways: one bit, the sign bit and all bits.
  static func flips(of original: [UInt8]) -> some Sequence<[UInt8]> {
    original.indices.lazy.flatMap { position in
      [1 << UInt8(position % 7), 0x80, 0xff].lazy.map { (bits: UInt8) in
        var bytes = original
        bytes[position] ^= bits
        return bytes
      }
    }
  }

  mutating func next() -> [UInt8]? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    var bytes = original
    for _ in 0...below(4) where !bytes.isEmpty { damage(&bytes) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    switch below(10) {
    case 0, 1: for _ in 0...below(8) { bytes[below(bytes.count)] ^= UInt8(1 << below(8)) }
    case 2: bytes[below(bytes.count)] = UInt8(below(256))
    case 3: bytes.removeLast(1 + below(bytes.count))
    case 4: bytes.removeSubrange(range(bytes))
    case 5: bytes.insert(contentsOf: Array(bytes[range(bytes)]), at: below(bytes.count + 1))
    case 6:
      // Bytes of one place over those of another: what is valid there may be wrong here.
      let source = Array(bytes[range(bytes)])
      let start = below(bytes.count)
      bytes.replaceSubrange(start..<Swift.min(start + source.count, bytes.count), with: source)
    case 7, 8: replaceInteger(&bytes)
    default: replaceDigits(&bytes)
    }
  }

  /// Puts an extreme of 1 to 8 bytes over some of the bytes, either end first.
  private mutating func replaceInteger(_ bytes: inout [UInt8]) {
    let extremes: [UInt64] = [0, 1, 0x7f, 0x80, .max, .max - 1, UInt64(bytes.count), UInt64(bytes.count) + 1]
    let size = 1 << below(4)
    // The largest and the smallest number with a sign, among the others.
    let top = UInt64(1) << UInt64(8 * size - 1)
    let number = (extremes + [top, top - 1, 1 << 31, 1 << 32, 1 << 40])[below(extremes.count + 5)]
    let start = below(bytes.count)
    let isBigEndian = below(4) == 0
    for index in 0..<size where start + index < bytes.count {
      let place = isBigEndian ? size - 1 - index : index
      bytes[start + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * place))
    }
  }

  /// Puts an extreme in the place of a number in digits, if there is one.
  private mutating func replaceDigits(_ bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let start = below(bytes.count)
    guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
    let last = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    let extremes = [
      "0", "-1", "255", "65536", "2147483648", "4294967295", "9223372036854775807", "-9223372036854775808",
      "18446744073709551616", "1e308", "0.5", "", "null", "[]", "\"\"",
    ]
    bytes.replaceSubrange(first..<last, with: Array(extremes[below(extremes.count)].utf8))
  }

  /// Up to 64 neighbours.
  private mutating func range(_ bytes: [UInt8]) -> Range<Int> {
    let start = below(bytes.count)
    return start..<Swift.min(bytes.count, start + 1 + below(64))
  }

  private mutating func below(_ limit: Int) -> Int { Int(random() % UInt64(limit)) }

  /// SplitMix64 (Steele, Lea & Flood 2014).
  private mutating func random() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
