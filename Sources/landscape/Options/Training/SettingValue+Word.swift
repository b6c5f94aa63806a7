extension SettingValue {
  /// The value that TOML writes as a bare word: true, false or a number; nil for anything else, dates included.
  ///
  /// Whole numbers may have 64 bits with their sign.
  init?(word: String) {
    if let flag = Bool(word) {
      self = .flag(flag)
    } else if let number = Self.integer(word) {
      self = .integer(number)
    } else if let number = Self.number(word) {
      self = .number(number)
    } else {
      return nil
    }
  }

  /// Decimal with a sign, or hexadecimal, octal or binary; underscores stand between digits.
  private static func integer(_ word: String) -> Int? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
      guard let digits = digits(word.dropFirst(2), radix: radix) else { return nil }
      return Int(digits, radix: radix)
    }
    let (sign, number) = split(word)
    guard let digits = digits(number, radix: 10), digits == "0" || !digits.hasPrefix("0") else { return nil }
    return Int(sign + digits)
  }

  /// A decimal number with a fraction or an exponent or both, `inf` or `nan`.
  private static func number(_ word: String) -> Double? {
    let (sign, number) = split(word)
    if number == "inf" || number == "nan" { return Double(sign + number) }
    let parts = number.split(separator: /[eE]/, maxSplits: 1, omittingEmptySubsequences: false)
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count + mantissa.count > 2, let whole = digits(mantissa[0], radix: 10),
      whole == "0" || !whole.hasPrefix("0")
    else { return nil }
    var text = sign + whole
    if mantissa.count > 1 {
      guard let fraction = digits(mantissa[1], radix: 10) else { return nil }
      text += "." + fraction
    }
    if parts.count > 1 {
      let (sign, exponent) = split(String(parts[1]))
      guard let exponent = digits(exponent[...], radix: 10) else { return nil }
      text += "e" + sign + exponent
    }
    return Double(text)
  }

  private static func split(_ word: String) -> (sign: String, number: Substring) {
    let hasSign = word.hasPrefix("+") || word.hasPrefix("-")
    return (word.hasPrefix("-") ? "-" : "", word.dropFirst(hasSign ? 1 : 0))
  }

  /// The digits without the underscores between them; nil when there is anything else, or nothing.
  private static func digits(_ text: Substring, radix: Int) -> String? {
    let groups = text.split(separator: "_", omittingEmptySubsequences: false)
    let isNumber = groups.allSatisfy { group in
      !group.isEmpty && group.utf8.allSatisfy { Int(String(UnicodeScalar($0)), radix: radix) != nil }
    }
    return isNumber ? groups.joined() : nil
  }
}
