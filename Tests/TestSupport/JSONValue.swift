import FoundationEssentials

/// Any JSON, to be changed place by place.
package indirect enum JSONValue: Codable, Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// The value of a text.
  package init(_ text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// As JSON with sorted keys.
  package var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// What numbers and texts are replaced by: the ends of their ranges, and other types.
  private static let extremes: [JSONValue] = [
    .null, .flag(true), .integer(0), .integer(-1), .integer(1), .integer(2), .integer(1 << 24),
    .integer(1 << 32),
    .integer(1 << 53), .integer(1 << 62), .integer(.max), .integer(.min), .number(0.5), .number(-0.5),
    .number(1e300), .number(-1e300), .number(.leastNonzeroMagnitude), .text(""), .text("nan"), .text("inf"),
    .text("-inf"),
    .text("F"), .list([]), .object([:]),
  ]

  /// This value with one place changed, for every place and every way to change it.
  package var mutations: [JSONValue] {
    switch self {
    case .list(let elements):
      var result: [JSONValue] = [.list([]), .null, .list(elements + elements), .list(elements.reversed())]
      for (index, element) in elements.enumerated() {
        result.append(.list(Array(elements[..<index] + elements[(index + 1)...])))
        result += element.mutations.map { mutation in
          var changed = elements
          changed[index] = mutation
          return .list(changed)
        }
      }
      return result
    case .object(let members):
      var result: [JSONValue] = [.object([:]), .null]
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        result.append(.object(members.filter { $0.key != key }))
        result += value.mutations.map { .object(members.merging([key: $0]) { $1 }) }
      }
      return result
    default: return Self.extremes
    }
  }
}
