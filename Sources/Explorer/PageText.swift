/// The bytes of a page as it is written.
struct PageText {
  private(set) var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ source: [UInt8]) { bytes.append(contentsOf: source) }

  /// Adds an element with data in JSON, in which no tag can begin.
  mutating func addScript(type: String, id: String, _ json: String) {
    add("<script type=\"\(type)\" id=\"\(id)\">")
    for byte in json.utf8 {
      if byte == UInt8(ascii: "<") { add("\\u003c") } else { bytes.append(byte) }
    }
    add("</script>\n")
  }

  /// Adds numbers as base64 of little-endian 32-bit floating point.
  ///
  /// Finite numbers stay finite, and positive ones positive: only what has diverged is infinite.
  mutating func addBase64(float32 values: [Double]) {
    var raw: [UInt8] = []
    raw.reserveCapacity(4 * values.count)
    for value in values {
      let bits = Self.single(value).bitPattern
      raw.append(UInt8(truncatingIfNeeded: bits))
      raw.append(UInt8(truncatingIfNeeded: bits >> 8))
      raw.append(UInt8(truncatingIfNeeded: bits >> 16))
      raw.append(UInt8(truncatingIfNeeded: bits >> 24))
    }
    addBase64(raw)
  }

  private static func single(_ value: Double) -> Float {
    guard value.isFinite, value != 0 else { return Float(value) }
    let limit = Double(Float.greatestFiniteMagnitude)
    let single = Float(min(limit, max(-limit, value)))
    return single != 0 ? single : value > 0 ? .leastNonzeroMagnitude : -.leastNonzeroMagnitude
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Adds bytes as base64 (RFC 4648).
  mutating func addBase64(_ raw: [UInt8]) {
    bytes.reserveCapacity(bytes.count + (raw.count + 2) / 3 * 4)
    let digits = Self.digits
    var index = 0
    while index < raw.count {
      let left = raw.count - index
      let (a, b, c) = (raw[index], left > 1 ? raw[index + 1] : 0, left > 2 ? raw[index + 2] : 0)
      let word = Int(a) << 16 | Int(b) << 8 | Int(c)
      bytes.append(digits[word >> 18])
      bytes.append(digits[word >> 12 & 63])
      bytes.append(left > 1 ? digits[word >> 6 & 63] : UInt8(ascii: "="))
      bytes.append(left > 2 ? digits[word & 63] : UInt8(ascii: "="))
      index += 3
    }
  }
}

/// Text inside HTML.
enum HTML {
  /// Text as content or as an attribute's value between double quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{0}"..<"\t", "\u{B}", "\u{C}", "\u{E}"..<" ", "\u{7F}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
