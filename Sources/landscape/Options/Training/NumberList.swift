/// Numbers in one option, separated by commas.
enum NumberList {
  /// The numbers of a text; none of an empty one.
  ///
  /// - Throws: `Failure` naming the option and the part that is no number.
  static func read<Value>(_ text: String, option: String, _ read: (String) -> Value?) throws -> [Value] {
    guard !text.isEmpty else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = read(String(part)) else {
        throw Failure(.usage, "--\(option) '\(text)': '\(part)' is not a number; separate numbers by commas")
      }
      return value
    }
  }
}
