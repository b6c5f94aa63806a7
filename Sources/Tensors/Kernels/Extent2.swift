/// A height and a width.
///
/// Coded as one number when both are equal, else as `[height, width]`.
package struct Extent2: Hashable, Sendable {
  package let height: Int
  package let width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same height and width.
  package init(_ both: Int) {
    self.init(height: both, width: both)
  }
}

extension Extent2: ExpressibleByIntegerLiteral {
  package init(integerLiteral both: Int) {
    self.init(both)
  }
}

extension Extent2: Codable {
  package init(from decoder: any Decoder) throws {
    let numbers = try [Int](oneOrMoreFrom: decoder)
    switch numbers.count {
    case 1: self.init(numbers[0])
    case 2: self.init(height: numbers[0], width: numbers[1])
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(numbers.count) numbers in place of 1 or 2")
      )
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if height == width { try container.encode(height) } else { try container.encode([height, width]) }
  }
}

extension [Int] {
  /// A list of numbers, or a single number as a list of one.
  init(oneOrMoreFrom decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = [try container.decode(Int.self)]
    } catch DecodingError.typeMismatch {
      self = try container.decode([Int].self)
    }
  }
}
