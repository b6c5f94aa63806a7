import Storage
import TestSupport
import Testing

/// Files that are not what they say.
struct TensorFileDamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file with this header, its true length in front, and this many bytes of elements.
  private func file(_ header: String, elements: Int, claimed: UInt64? = nil) throws -> String {
    let length = withUnsafeBytes(of: (claimed ?? UInt64(header.utf8.count)).littleEndian, Array.init)
    return try folder.file("a", length + header.utf8 + [UInt8](repeating: 0, count: elements))
  }

  private func header(shape: String, offsets: String, type: String = "F32") -> String {
    "{\"x\":{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}}"
  }

  @Test func `a file cut off anywhere is refused`() throws {
    var file = TensorFile(metadata: ["a": "b"])
    file.add("x", shape: [3], [1, 2, 3] as [Float])
    try file.write(to: folder.file("whole"))
    let whole = try content(folder.file("whole"))
    for length in 0..<whole.count {
      let path = try folder.file("part", Array(whole.prefix(length)))
      #expect {
        try TensorFile.read(path)
      } throws: { error in
        guard case .truncated(path, let expected, length)? = error as? StorageError else { return false }
        return expected > length
      }
    }
  }

  @Test func `another kind of file is foreign`() throws {
    for text in ["PK\u{3}\u{4} some archive", "\u{89}PNG\r\n\u{1a}\n and so on", "just a long enough text"] {
      let path = try folder.file("a", Array(text.utf8))
      #expect(throws: StorageError.foreign(path: path, expected: "safetensors")) { try TensorFile.read(path) }
    }
  }

  @Test(arguments: [100_000_001, 1 << 42, UInt64.max])
  func `a header that claims to be huge is refused`(claimed: UInt64) throws {
    let path = try file("{}", elements: 0, claimed: claimed)
    #expect(throws: StorageError.tooLarge(path: path, claimed: claimed)) { try TensorFile.read(path) }
  }

  @Test func `terabytes of elements that are not there are refused`() throws {
    let path = try file(header(shape: "1099511627776", offsets: "0,4398046511104"), elements: 8)
    #expect {
      try TensorFile.read(path)
    } throws: { error in
      guard case .truncated(path, let expected, _)? = error as? StorageError else { return false }
      return expected > 4_398_046_511_104
    }
  }

  @Test func `a shape beyond all integers is refused`() throws {
    let path = try file(header(shape: "4611686018427387904,4611686018427387904", offsets: "0,8"), elements: 8)
    #expect(throws: StorageError.tooLarge(path: path, claimed: .max)) { try TensorFile.read(path) }
  }

  @Test(arguments: [
    ("2", "0,4"), ("-1", "0,4"), ("1", "4,0"), ("1", "-4,0"), ("1", "0"), ("1", "0,4,8"), ("1", "4,8"),
  ])
  func `a place that does not fit the shape is refused`(shape: String, offsets: String) throws {
    let path = try file(header(shape: shape, offsets: offsets), elements: 8)
    #expect {
      try TensorFile.read(path)
    } throws: { error in
      switch error as? StorageError {
      case .corrupt(path, _), .tooLarge(path, _): true
      default: false
      }
    }
  }

  @Test(arguments: [
    "{", "{]", "{\"x\":1}", "{\"__metadata__\":{\"a\":1}}", "{\"x\":{\"dtype\":\"F32\"}}", "{\"\u{1}",
  ])
  func `a header that is not one is refused`(header: String) throws {
    let path = try file(header, elements: 0)
    #expect(throws: StorageError.corrupt(path: path, reason: "the header is not a safetensors header")) {
      try TensorFile.read(path)
    }
  }

  @Test func `an unknown type of element is refused`() throws {
    let path = try file(header(shape: "2", offsets: "0,4", type: "BF16"), elements: 4)
    #expect(throws: StorageError.corrupt(path: path, reason: "x has elements of unknown type BF16")) {
      try TensorFile.read(path)
    }
  }

  @Test func `bytes after the last tensor are refused`() throws {
    let path = try file(header(shape: "1", offsets: "0,4"), elements: 5)
    #expect(throws: StorageError.corrupt(path: path, reason: "bytes after the last tensor")) {
      try TensorFile.read(path)
    }
  }

  @Test func `tensors must not overlap`() throws {
    let entry = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"
    let path = try file("{\"x\":\(entry),\"y\":\(entry)}", elements: 4)
    #expect(throws: StorageError.corrupt(path: path, reason: "the tensors do not follow one another")) {
      try TensorFile.read(path)
    }
  }
}
