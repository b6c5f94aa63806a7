import FoundationEssentials

/// Values as JSON text for a file's metadata: keys sorted, so the same value gives the same bytes.
package enum JSONText {
  /// The value as one line of JSON.
  ///
  /// Numbers that JSON cannot express are written as the texts `nan`, `inf` and `-inf`.
  package static func encode(_ value: some Encodable, pretty: Bool = false) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("\(type(of: value)) cannot be written as JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The value that `encode` wrote.
  ///
  /// - Throws: `StorageError.corrupt`, saying what of the file cannot be read.
  package static func decode<Value: Decodable>(
    _ text: String, path: String, what: String
  ) throws(StorageError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .corrupt(path: path, reason: "the \(what) cannot be read")
    }
  }
}
