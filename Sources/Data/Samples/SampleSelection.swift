/// Which of a number of samples are meant, for a checkpoint to keep.
package struct SampleSelection: Hashable, Sendable {
  /// How many samples there are to choose from.
  package let count: Int
  /// The chosen ones, rising; nil when no sample is left out, so that a file's claim of billions takes no memory.
  private let members: [Int]?

  /// Distinct, rising indices in `0..<count`.
  package init(count: Int, indices: [Int]) {
    precondition(indices.allSatisfy { (0..<count).contains($0) }, "an index outside 0..<\(count)")
    self.count = count
    members = indices.count == count ? nil : indices
  }

  /// All of so many samples.
  private init(all count: Int) {
    self.count = count
    members = nil
  }

  /// The chosen ones, rising.
  ///
  /// Where all are, `count` has to be known from the samples themselves.
  package var indices: [Int] { members ?? Array(0..<count) }

  /// How many are chosen.
  package var chosen: Int { members?.count ?? count }

  /// True when no sample is left out.
  package var isAll: Bool { members == nil }
}

extension SampleSelection: Codable {
  private enum CodingKeys: CodingKey {
    case count
    case members
  }

  /// Writes one hexadecimal digit for four samples, the first of them in its highest bit; nothing when all are chosen.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    guard let members else { return }
    var digits = [UInt8](repeating: 0, count: (count + 3) / 4)
    for index in members { digits[index / 4] |= 8 >> UInt8(index % 4) }
    let text = digits.map { String($0, radix: 16) }.joined()
    try container.encode(text, forKey: .members)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let count = try container.decode(Int.self, forKey: .count)
    func refuse() -> DecodingError {
      DecodingError.dataCorruptedError(forKey: .members, in: container, debugDescription: "not a selection")
    }
    guard (0...1 << 32).contains(count) else { throw refuse() }
    guard let text = try container.decodeIfPresent(String.self, forKey: .members) else {
      self.init(all: count)
      return
    }
    guard text.utf8.count == (count + 3) / 4 else { throw refuse() }
    var indices: [Int] = []
    for (position, digit) in text.enumerated() {
      guard let value = digit.hexDigitValue else { throw refuse() }
      for bit in 0..<4 where value & (8 >> bit) != 0 { indices.append(4 * position + bit) }
    }
    guard (indices.last ?? -1) < count else { throw refuse() }
    self.init(count: count, indices: indices)
  }
}
