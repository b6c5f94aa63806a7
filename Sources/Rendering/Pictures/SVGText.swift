/// Title and description inside an SVG file, where screen readers look for them.
enum SVGText {
  /// Adds `<title>` and `<desc>` as the first children of the `<svg>` element.
  static func naming(_ svg: [UInt8], title: String, description: String) -> [UInt8] {
    let opening = Array("<svg".utf8)
    guard
      let start = svg.indices.first(where: { svg[$0] == opening[0] && svg[$0...].starts(with: opening) }),
      let end = svg[start...].firstIndex(of: UInt8(ascii: ">"))
    else { return svg }
    let names = "\n<title>\(escaped(title))</title>\n<desc>\(escaped(description))</desc>"
    return Array(svg[...end]) + Array(names.utf8) + withoutSurfaceNumber(svg[(end + 1)...])
  }

  /// Takes out the group's name that cairo 1.16 makes from a count of all surfaces so far, so that the same
  /// picture always gives the same bytes.
  private static func withoutSurfaceNumber(_ svg: ArraySlice<UInt8>) -> [UInt8] {
    let attribute = Array(" id=\"surface".utf8)
    guard
      let start = svg.indices.first(where: { svg[$0] == attribute[0] && svg[$0...].starts(with: attribute) }),
      let end = svg[(start + attribute.count)...].firstIndex(of: UInt8(ascii: "\""))
    else { return Array(svg) }
    return Array(svg[..<start]) + Array(svg[(end + 1)...])
  }

  /// Text as XML character data; characters that XML cannot carry are left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
