/// The text of a symbolic extent as people write it.
///
/// PyTorch writes the constructor calls of SymPy: `Mul(Integer(4), Symbol('s77', positive=True, integer=True))` is
/// `4*s77`.
struct SymbolicExpression {
  /// Calls within one another at most.
  private static let largestDepth = 64

  private let text: [UInt8]
  private var position = 0
  private var depth = 0

  private init(_ text: String) { self.text = Array(text.utf8) }

  /// The expression in the usual signs, or as it is where it is not of the expected form.
  static func readable(_ text: String) -> String {
    var parser = SymbolicExpression(text)
    guard let expression = parser.expression(), parser.position == parser.text.count else { return text }
    return expression
  }

  /// A number, a quoted name, or a name with or without arguments.
  private mutating func expression() -> String? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.largestDepth else { return nil }
    skipSpace()
    if takes("'") {
      let name = word { $0 != UInt8(ascii: "'") }
      return takes("'") ? name : nil
    }
    let name = word(Self.isPartOfName)
    guard !name.isEmpty else { return nil }
    guard takes("(") else { return name }
    guard let arguments = arguments() else { return nil }
    return Self.joined(name, arguments)
  }

  /// Arguments up to the closing bracket, those by keyword left out.
  private mutating func arguments() -> [String]? {
    var arguments: [String] = []
    skipSpace()
    if takes(")") { return [] }
    while true {
      guard let argument = expression() else { return nil }
      skipSpace()
      if takes("=") {
        guard expression() != nil else { return nil }
      } else {
        arguments.append(argument)
      }
      skipSpace()
      if takes(")") { return arguments }
      guard takes(",") else { return nil }
    }
  }

  private static func joined(_ name: String, _ arguments: [String]) -> String {
    switch (name, arguments.count) {
    case ("Symbol", 1), ("Integer", 1), ("Float", 1): arguments[0]
    case ("Rational", 2): "(\(arguments[0])/\(arguments[1]))"
    case ("Mul", 2...): arguments.map(bracketed).joined(separator: "*")
    case ("Add", 2...): arguments.joined(separator: " + ")
    case ("Pow", 2): "\(bracketed(arguments[0]))**\(bracketed(arguments[1]))"
    default: "\(name)(\(arguments.joined(separator: ", ")))"
    }
  }

  private static func bracketed(_ term: String) -> String { term.contains(" + ") ? "(\(term))" : term }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), 0x80...:
      true
    default: false
    }
  }

  private mutating func word(_ belongs: (UInt8) -> Bool) -> String {
    let start = position
    while position < text.count, belongs(text[position]) { position += 1 }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func takes(_ sign: Unicode.Scalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while takes(" ") {}
  }
}
