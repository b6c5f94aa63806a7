/// Pixels added to an image on its four sides.
///
/// Coded as one number when all are equal, else as `[top, left, bottom, right]`. `[height, width]` is read too: the same
/// number above and below, and the same left and right.
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

  /// The same on all sides.
  package init(_ all: Int) {
    self.init(top: all, left: all, bottom: all, right: all)
  }
}

extension Padding2: ExpressibleByIntegerLiteral {
  package init(integerLiteral all: Int) {
    self.init(all)
  }
}

extension Padding2: Codable {
  package init(from decoder: any Decoder) throws {
    let numbers = try [Int](oneOrMoreFrom: decoder)
    switch numbers.count {
    case 1: self.init(numbers[0])
    case 2: self.init(top: numbers[0], left: numbers[1], bottom: numbers[0], right: numbers[1])
    case 4: self.init(top: numbers[0], left: numbers[1], bottom: numbers[2], right: numbers[3])
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "\(numbers.count) numbers in place of 1, 2 or 4"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if self == Padding2(top) {
      try container.encode(top)
    } else {
      try container.encode([top, left, bottom, right])
    }
  }
}
