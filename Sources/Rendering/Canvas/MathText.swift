/// A text with mathematics between dollar signs, in a small part of TeX's notation: `region of $‖w‖_1 ≤ t$`.
///
/// Between the signs `_` and `^` lower and raise what follows (one character, one command, or a group in braces),
/// commands name Greek letters and signs (`\alpha`, `\le`), and single letters are italic. A sign without a partner, or
/// after a backslash, is a dollar sign.
struct MathText: Hashable {
  /// How a stretch is set.
  enum Script: Hashable {
    case base
    case sub
    case superscript
  }

  /// A stretch of text in one style.
  struct Run: Hashable {
    var text: String
    let isItalic: Bool
    let script: Script
  }

  private(set) var runs: [Run] = []

  /// Whether a text has anything that this notation would change.
  static func isNeeded(for string: String) -> Bool { string.utf8.contains(UInt8(ascii: "$")) }

  init(_ string: String) {
    let parts = Self.split(string)
    for (index, part) in parts.enumerated() {
      if index % 2 == 0 { append(part, isItalic: false, .base) } else { parse(Substring(part), .base) }
    }
  }

  /// The text for pango's markup parser.
  var markup: String {
    runs.map { run in
      // Pango's parser refuses control characters, as XML does.
      var text = String(run.text.unicodeScalars.filter { $0.value >= 32 }.map(Character.init))
      text = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      if run.isItalic { text = "<i>\(text)</i>" }
      switch run.script {
      case .base: return text
      case .sub: return "<sub>\(text)</sub>"
      case .superscript: return "<sup>\(text)</sup>"
      }
    }.joined()
  }

  /// The text without styles, for where there are none: scripts become Unicode's where it has them.
  var plain: String {
    runs.map { run in
      switch run.script {
      case .base: run.text
      case .sub: Self.translated(run.text, Self.subscripts) ?? "_\(run.text)"
      case .superscript: Self.translated(run.text, Self.superscripts) ?? "^\(run.text)"
      }
    }.joined()
  }

  /// The text as it is read aloud or stored in a file.
  static func plain(_ string: String) -> String { isNeeded(for: string) ? MathText(string).plain : string }

  /// Plain and mathematical parts in turn, plain first.
  private static func split(_ string: String) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in string {
      if character == "$" && !isEscaped {
        parts.append("")
        continue
      }
      if character == "$" { parts[parts.count - 1].removeLast() }
      parts[parts.count - 1].append(character)
      isEscaped = character == "\\"
    }
    if parts.count % 2 == 0 {
      let last = parts.removeLast()
      parts[parts.count - 1] += "$" + last
    }
    return parts
  }

  private mutating func parse(_ text: Substring, _ script: Script) {
    var rest = text
    while let character = rest.first {
      switch character {
      case "_", "^":
        rest.removeFirst()
        let inner: Script = character == "_" ? .sub : .superscript
        parse(Self.group(&rest), script == .base ? inner : script)
      case "\\":
        append(Self.command(&rest), isItalic: false, script)
      case "{", "}": rest.removeFirst()
      default:
        let word = rest.prefix { $0.isASCII && $0.isLetter }
        append(String(word.isEmpty ? rest.prefix(1) : word), isItalic: word.count == 1, script)
        rest.removeFirst(max(1, word.count))
      }
    }
  }

  /// Takes what a script applies to.
  private static func group(_ rest: inout Substring) -> Substring {
    guard let first = rest.first else { return "" }
    if first == "{" {
      let end = rest.firstIndex(of: "}") ?? rest.endIndex
      let inner = rest[..<end].dropFirst()
      rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
      return inner
    }
    let count = first == "\\" ? 1 + rest.dropFirst().prefix { $0.isASCII && $0.isLetter }.count : 1
    defer { rest.removeFirst(count) }
    return rest.prefix(count)
  }

  /// Takes a command; one that is unknown stands for itself.
  private static func command(_ rest: inout Substring) -> String {
    rest.removeFirst()
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    rest.removeFirst(name.count)
    let sign = commands[name] ?? "\\\(name)"
    // A space after a command only ends it, unless the sign stands between two things.
    if rest.first == " " && !relations.contains(sign) { rest.removeFirst() }
    return sign
  }

  private mutating func append(_ text: String, isItalic: Bool, _ script: Script) {
    guard !text.isEmpty else { return }
    if let last = runs.last, last.isItalic == isItalic, last.script == script {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text: text, isItalic: isItalic, script: script))
    }
  }

  private static func translated(_ text: String, _ table: [Character: Character]) -> String? {
    let characters = text.compactMap { table[$0] }
    return characters.count == text.count ? String(characters) : nil
  }

  private static let subscripts = table("0123456789+-=()aeioruvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢₒᵣᵤᵥₓ")
  private static let superscripts = table("0123456789+-−=()ni*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ*")

  private static func table(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(uniqueKeysWithValues: zip(from, to))
  }

  private static let relations: Set<String> = ["≤", "≥", "≠", "≈", "×", "·", "±", "→", "∈"]

  private static let commands: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ",
    "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "nabla": "∇", "partial": "∂", "infty": "∞", "le": "≤", "ge": "≥",
    "ne": "≠",
    "approx": "≈", "times": "×", "cdot": "·", "pm": "±", "to": "→", "in": "∈", "sum": "∑", "lVert": "‖",
    "rVert": "‖",
    "Vert": "‖", "ell": "ℓ", "star": "*",
  ]
}
