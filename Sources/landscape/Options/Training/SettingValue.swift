/// The value of an option in a configuration file.
enum SettingValue: Hashable, Sendable {
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)

  /// What it is, in words.
  var typeName: String {
    switch self {
    case .flag: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "a text"
    }
  }

  /// As a word of a command line.
  var argument: String {
    switch self {
    case .flag(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    }
  }

  /// As TOML writes it.
  var toml: String {
    switch self {
    case .flag, .integer, .number: return argument
    case .text(let text):
      let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        case "\0"..<" ", "\u{7F}": "\\u\(String(scalar.value, radix: 16).padded(with: "0", to: 4))"
        default: "\(scalar)"
        }
      }
      return "\"\(escaped.joined())\""
    }
  }
}

extension String {
  /// Filled up from the left.
  fileprivate func padded(with character: Character, to width: Int) -> String {
    String(repeating: character, count: Swift.max(0, width - count)) + self
  }
}
