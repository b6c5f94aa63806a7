extension TensorFile {
  /// The value that the metadata holds as JSON under a key; nil where the key is absent.
  ///
  /// - Parameters:
  ///   - key: names the value in errors too.
  ///   - path: what errors call the file.
  /// - Throws: `StorageError.corrupt` where the text is not such a value.
  package func optionalValue<Value: Decodable>(
    _ key: String, path: String
  ) throws(StorageError) -> Value? {
    guard let text = metadata[key] else { return nil }
    return try JSONText.decode(text, path: path, what: key)
  }

  /// The value that the metadata holds as JSON under a key.
  ///
  /// - Throws: `StorageError.corrupt` where the key is absent or its text is not such a value.
  package func value<Value: Decodable>(_ key: String, path: String) throws(StorageError) -> Value {
    guard let value: Value = try optionalValue(key, path: path) else {
      throw .corrupt(path: path, reason: "it has no \(key)")
    }
    return value
  }
}
