/// Evenly spaced coordinates along one direction, in units of that direction's length.
package struct Axis: Codable, Hashable, Sendable {
  package let lower: Double
  package let upper: Double
  package let count: Int

  /// The largest number of points that an axis may have.
  package static let largestCount = 100_000

  /// Coordinates from `lower` to `upper`, both included.
  ///
  /// - Throws: `AxisError` unless both are finite, `lower < upper` and `2 ≤ count ≤ 100 000`.
  package init(lower: Double, upper: Double, count: Int) throws(AxisError) {
    // What `value` multiplies must stay finite as well.
    let scale = max(abs(lower), abs(upper)) * Double(2 * Self.largestCount)
    guard lower.isFinite, upper.isFinite, scale.isFinite else {
      throw .notFinite(lower: lower, upper: upper)
    }
    guard lower < upper else { throw .empty(lower: lower, upper: upper) }
    guard (2...Self.largestCount).contains(count) else { throw .invalidCount(count) }
    self.lower = lower
    self.upper = upper
    self.count = count
  }

  /// Reads `lower:upper:count`, as in `-1:1:51`.
  ///
  /// - Throws: `AxisError`; `unreadable` when the text has another form.
  package init(parsing text: String) throws(AxisError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let lower = Double(parts[0]), let upper = Double(parts[1]),
      let count = Int(parts[2])
    else { throw .unreadable(text) }
    try self.init(lower: lower, upper: upper, count: count)
  }

  /// The coordinate of point `index`.
  ///
  /// The ends are `lower` and `upper`, a symmetric axis is symmetric to the last bit, and a point that would be zero
  /// without rounding is zero.
  package func value(_ index: Int) -> Double {
    precondition((0..<count).contains(index), "no point \(index) among \(count)")
    if index == 0 { return lower }
    if index == count - 1 { return upper }
    let steps = Double(count - 1)
    let below = lower * (steps - Double(index))
    let above = upper * Double(index)
    let sum = below + above
    return abs(sum) <= 4 * max(below.ulp, above.ulp) ? 0 : sum / steps
  }

  /// All coordinates, rising.
  package var values: [Double] { (0..<count).map(value) }

  /// Whether coordinates are those of the axis but for rounding, which another version may have done otherwise.
  package func isLike(_ coordinates: [Double]) -> Bool {
    let tolerance = 1e-12 * max(abs(lower), abs(upper))
    return coordinates.count == count && zip(values, coordinates).allSatisfy { abs($0 - $1) <= tolerance }
  }

  /// Index of the coordinate that is exactly zero, if there is one.
  package var zeroIndex: Int? { (0..<count).first { value($0) == 0 } }

  private enum CodingKeys: CodingKey {
    case lower
    case upper
    case count
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      lower: container.decode(Double.self, forKey: .lower),
      upper: container.decode(Double.self, forKey: .upper),
      count: container.decode(Int.self, forKey: .count))
  }
}

extension Axis: CustomStringConvertible {
  /// `lower:upper:count`, which `init(parsing:)` reads.
  package var description: String { "\(lower):\(upper):\(count)" }
}

/// Why a text or three numbers are not an axis.
package enum AxisError: Error, Hashable, Sendable {
  case unreadable(String)
  case notFinite(lower: Double, upper: Double)
  case empty(lower: Double, upper: Double)
  case invalidCount(Int)
}
