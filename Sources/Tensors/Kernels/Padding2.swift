/// What is added around an image, in pixels.
package struct Padding2: Hashable, Sendable {
  package let top: Int
  package let left: Int
  package let bottom: Int
  package let right: Int

  package init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  package init(_ all: Int) { self.init(top: all, left: all, bottom: all, right: all) }
}

extension Padding2: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self.init(value) }
}

extension Padding2: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let all = try? container.decode(Int.self) {
      self.init(all)
      return
    }
    let numbers = try container.decode([Int].self)
    switch numbers.count {
    case 2: self.init(top: numbers[0], left: numbers[1], bottom: numbers[0], right: numbers[1])
    case 4: self.init(top: numbers[0], left: numbers[1], bottom: numbers[2], right: numbers[3])
    default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a padding")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if Set([top, left, bottom, right]).count == 1 {
      try container.encode(top)
    } else {
      try container.encode([top, left, bottom, right])
    }
  }
}
