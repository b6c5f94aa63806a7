extension TensorFile {
  /// Writes the container, replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    let header = header()
    let result = header.withUnsafeBytes { head in
      bytes.withUnsafeBytes { buffer in
        Result { () throws(StorageError) in
          let body = UnsafeRawBufferPointer(rebasing: buffer[start...])
          try AtomicFile.replace(path: path, with: [head, body])
        }
      }
    }
    try result.get()
  }

  /// The length and the JSON text, padded with spaces so that the elements start on a multiple of eight bytes.
  private func header() -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    for entry in entries {
      let shape = entry.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}")
    }
    var text = Array("{\(fields.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// Reads a container and checks that its header describes exactly the bytes that follow.
  ///
  /// - Throws: `StorageError`; nothing is allocated on the word of a header, nor for a file that does not begin
  ///   like a container.
  package static func read(_ path: String) throws(StorageError) -> TensorFile {
    _ = try SafetensorsHeader.length(FileBytes.read(path, first: 9), path: path)
    return try TensorFile(parsing: FileBytes.read(path), path: path)
  }

  private init(parsing file: [UInt8], path: String) throws(StorageError) {
    let header = try SafetensorsHeader(parsing: file, path: path)
    let places = try header.places { ElementType(rawValue: $0)?.size }
    self.path = path
    metadata = header.metadata
    entries = places.compactMap { place in
      ElementType(rawValue: place.type).map {
        Entry(name: place.name, type: $0, shape: place.shape, bytes: place.bytes)
      }
    }
    bytes = file
    start = header.start
  }
}
