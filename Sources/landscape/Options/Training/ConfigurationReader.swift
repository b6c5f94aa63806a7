/// Reads configuration files: the part of TOML 1.0 (<https://toml.io/en/v1.0.0>) that options need.
///
/// A name, an equals sign and a value on a line: true or false, a number, a text in any of the four quotations, or an
/// array of these over any number of lines; and comments. Tables, dotted names and dates, which no option can be, are
/// refused. Every text gives values or a `Failure` with its line.
struct ConfigurationReader {
  private let source: String
  private var rest: Substring.UnicodeScalarView
  private var line = 1

  /// Bytes beyond which no list of options goes: 1 MiB.
  static let largestSize = 1 << 20

  /// - Parameter source: what to call the text in errors.
  init(_ text: String, source: String) {
    self.source = source
    rest = text.unicodeScalars[...]
    if rest.first == "\u{FEFF}" { rest.removeFirst() }
  }

  /// A file's bytes.
  ///
  /// - Throws: `Failure` when they are not text in UTF-8.
  init(_ bytes: [UInt8], source: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.data, "\(source): not a text in UTF-8; it must be TOML: name = value")
    }
    self.init(text, source: source)
  }

  /// All names with their values, in order.
  ///
  /// - Throws: `Failure` with the line of the first mistake.
  mutating func read() throws -> [(name: String, value: SettingValue)] {
    var result: [(name: String, value: SettingValue)] = []
    var names: Set<String> = []
    while true {
      try skipLines()
      guard let first = rest.first else { return result }
      if first == "[" {
        throw refuse("'\(String(rest.prefix { $0 != "\n" && $0 != "\r" }))': options are not grouped")
      }
      let name = try name()
      guard names.insert(name).inserted else { throw refuse("'\(name)' is named twice") }
      skipSpace()
      guard take("=") else { throw refuse("after '\(name)' an equals sign is missing") }
      skipSpace()
      result.append((name, try value(isElement: false)))
      skipSpace()
      try skipComment()
      guard rest.isEmpty || takeLineEnd() else { throw refuse("\(next) after the value") }
    }
  }

  // MARK: Space

  private func refuse(_ reason: String) -> Failure {
    Failure(.data, "\(source), line \(line): \(reason); it must be TOML: name = value")
  }

  /// What comes next, in words.
  private var next: String {
    switch rest.first {
    case nil: "the end"
    case "\n", "\r": "the end of the line"
    case "\0": "a NUL byte"
    case let scalar?: "'\(scalar)'"
    }
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.unicodeScalars) else { return false }
    rest.removeFirst(text.unicodeScalars.count)
    return true
  }

  private mutating func takeLineEnd() -> Bool {
    guard take("\r\n") || take("\n") else { return false }
    line += 1
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func skipComment() throws {
    guard rest.first == "#" else { return }
    while let scalar = rest.first, scalar != "\n", scalar != "\r" {
      guard Self.isText(scalar) else { throw refuse("a control character in a comment") }
      rest.removeFirst()
    }
  }

  /// Skips space, comments and ends of lines.
  private mutating func skipLines() throws {
    repeat {
      skipSpace()
      try skipComment()
    } while takeLineEnd()
  }

  /// Whether a character may stand in texts and comments as it is.
  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || scalar.value >= 0x20 && scalar.value != 0x7F
  }

  // MARK: Values

  private mutating func name() throws -> String {
    if rest.first == "\"" || rest.first == "'" { return try quotation(spansLines: false) }
    let name = String(
      rest.prefix {
        $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0 || "-_".unicodeScalars.contains($0))
      })
    guard !name.isEmpty else { throw refuse("\(next) where a name is expected") }
    rest.removeFirst(name.unicodeScalars.count)
    return name
  }

  private mutating func value(isElement: Bool) throws -> SettingValue {
    switch rest.first {
    case "\"", "'": return .text(try quotation(spansLines: true))
    case "[" where isElement: throw refuse("an array in an array, which no option takes")
    case "[": return .text(try array())
    case "{": throw refuse("a table, which no option takes")
    default: return try word()
    }
  }

  /// The elements of an array as a text with commas.
  private mutating func array() throws -> String {
    rest.removeFirst()
    var elements: [String] = []
    while true {
      try skipLines()
      if take("]") { return elements.joined(separator: ",") }
      elements.append(try value(isElement: true).argument)
      try skipLines()
      guard take(",") || rest.first == "]" else { throw refuse("\(next) in an array, which ']' ends") }
    }
  }

  /// A value without quotation marks.
  private mutating func word() throws -> SettingValue {
    let word = String(rest.prefix { Self.isText($0) && !" \t,]#".unicodeScalars.contains($0) })
    guard !word.isEmpty else { throw refuse("\(next) where a value is expected") }
    rest.removeFirst(word.unicodeScalars.count)
    if let value = SettingValue(word: word) { return value }
    throw refuse("'\(word)' is no value; a text stands in quotation marks")
  }

  // MARK: Texts

  /// A text in single or double quotation marks, or in three of them, which may span lines.
  private mutating func quotation(spansLines: Bool) throws -> String {
    let mark = rest.first == "'" ? "'" : "\""
    let isLong = rest.starts(with: String(repeating: mark, count: 3).unicodeScalars)
    guard !isLong || spansLines else { throw refuse("a name over several lines") }
    let end = String(repeating: mark, count: isLong ? 3 : 1)
    _ = take(end)
    if isLong { _ = takeLineEnd() }
    var text = ""
    while true {
      // Up to two marks may stand before the three that end a long text.
      if rest.starts(with: end.unicodeScalars), !isLong || !rest.starts(with: (end + mark).unicodeScalars) {
        _ = take(end)
        return text
      }
      if isLong, takeLineEnd() {
        text += "\n"
      } else if mark == "\"", take("\\") {
        try escape(into: &text, isLong: isLong)
      } else {
        guard let scalar = rest.first, Self.isText(scalar) else {
          throw refuse("\(next) in a text, which \(end) ends")
        }
        text.unicodeScalars.append(scalar)
        rest.removeFirst()
      }
    }
  }

  /// What follows a backslash.
  private mutating func escape(into text: inout String, isLong: Bool) throws {
    for (letter, meaning) in [
      ("b", "\u{8}"), ("t", "\t"), ("n", "\n"), ("f", "\u{C}"), ("r", "\r"), ("\"", "\""), ("\\", "\\"),
    ] where take(letter) {
      text += meaning
      return
    }
    for (letter, count) in [("u", 4), ("U", 8)] where take(letter) {
      let digits = String(rest.prefix(count))
      guard digits.utf8.count == count, digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw refuse("'\\\(letter)\(digits)' is no character") }
      rest.removeFirst(count)
      text.unicodeScalars.append(scalar)
      return
    }
    // A backslash at the end of a line takes away the space up to the next character.
    let mark = self
    skipSpace()
    guard isLong, takeLineEnd() else {
      self = mark
      throw refuse("'\\' before \(next) in a text; write '\\\\' for a backslash")
    }
    repeat { skipSpace() } while takeLineEnd()
  }
}
