/// JSON whose objects keep the order of their members: PyTorch reads a `state_dict` in the order of its description.
indirect enum OrderedJSON {
  case null
  case flag(Bool)
  case integer(Int)
  /// A finite number.
  case number(Double)
  case text(String)
  case list([OrderedJSON])
  case object([(String, OrderedJSON)])

  /// The value on one line.
  var text: String {
    var result = ""
    write(to: &result)
    return result
  }

  private func write(to result: inout String) {
    switch self {
    case .null: result += "null"
    case .flag(let flag): result += flag ? "true" : "false"
    case .integer(let number): result += "\(number)"
    case .number(let number):
      precondition(number.isFinite, "JSON has no \(number)")
      result += "\(number)"
    case .text(let text): Self.quote(text, into: &result)
    case .list(let list):
      result += "["
      for (index, element) in list.enumerated() {
        if index > 0 { result += ", " }
        element.write(to: &result)
      }
      result += "]"
    case .object(let members):
      result += "{"
      for (index, (key, element)) in members.enumerated() {
        if index > 0 { result += ", " }
        Self.quote(key, into: &result)
        result += ": "
        element.write(to: &result)
      }
      result += "}"
    }
  }

  private static func quote(_ text: String, into result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    result += "\""
  }
}
