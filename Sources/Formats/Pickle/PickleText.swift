/// Texts of a file in messages: a file must not write to a terminal what it likes.
enum PickleText {
  /// The beginning of a text, without control characters.
  static func shown(_ text: String, limit: Int = 60) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: scalars.append("?")
      default: scalars.append(scalar)
      }
    }
    return String(scalars) + (text.unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")
  }
}
