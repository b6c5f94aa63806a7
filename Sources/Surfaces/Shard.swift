/// A part of a surface's points, which one process of several computes into a file of its own.
///
/// The points are dealt out in turn: shard `number` of `count` has every `count`th point, from the point of its number on. Parts
/// are then about equally expensive wherever the network diverges.
package struct Shard: Codable, Hashable, Sendable, CustomStringConvertible {
  /// From 1 to `count`.
  package let number: Int
  /// Shards in all.
  package let count: Int

  /// Shards that a surface can be cut into.
  package static let largestCount = 100_000

  /// Shard `number` of `count`; nil unless `1 ≤ number ≤ count ≤ largestCount`.
  package init?(_ number: Int, of count: Int) {
    guard 1 <= number, number <= count, count <= Self.largestCount else { return nil }
    self.number = number
    self.count = count
  }

  /// Reads what a file says.
  ///
  /// - Throws: `DecodingError` where there is no such shard.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let number = try container.decode(Int.self, forKey: .number)
    let count = try container.decode(Int.self, forKey: .count)
    guard let shard = Shard(number, of: count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .number, in: container, debugDescription: "no shard \(number) of \(count)")
    }
    self = shard
  }

  /// Words such as `2 of 3`.
  package var description: String { "\(number) of \(count)" }

  /// All shards of the division that this one belongs to, by their numbers.
  package var all: [Shard] { (1...count).compactMap { Shard($0, of: count) } }

  /// Whether a point is this shard's.
  package func contains(_ point: Int) -> Bool { point % count == number - 1 }

  /// How many of so many points are this shard's.
  package func points(of total: Int) -> Int { number > total ? 0 : (total - number) / count + 1 }

  // MARK: Files

  /// Where this shard of a surface goes: beside it, such as `map.surface.2-of-3`.
  package func path(of output: String) -> String { "\(output).\(number)-of-\(count)" }

  /// The surface that the file of a shard belongs to, and which shard it is, by the name alone; nil of other names.
  package static func parse(path: String) -> (output: String, shard: Shard)? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let words = path[path.index(after: dot)...].split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 3, words[1] == "of", let number = Int(words[0]), let count = Int(words[2]),
      let shard = Shard(number, of: count)
    else { return nil }
    let output = String(path[..<dot])
    // Signs and leading zeros are somebody else's names.
    return shard.path(of: output) == path ? (output, shard) : nil
  }
}
