/// A height and a width, such as those of a window or of its steps.
package struct Extent2: Hashable, Sendable {
  package let height: Int
  package let width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  package init(_ both: Int) { self.init(height: both, width: both) }
}

extension Extent2: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self.init(value) }
}

extension Extent2: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let both = try? container.decode(Int.self) {
      self.init(both)
      return
    }
    let numbers = try container.decode([Int].self)
    guard numbers.count == 2 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a height and a width")
    }
    self.init(height: numbers[0], width: numbers[1])
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if height == width { try container.encode(height) } else { try container.encode([height, width]) }
  }
}
