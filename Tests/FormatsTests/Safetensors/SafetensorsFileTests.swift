import Formats
import Storage
import TestSupport
import Testing

struct SafetensorsFileTests {
  private func read(_ bytes: [UInt8]) throws(FormatError) -> SafetensorsFile {
    try SafetensorsFile(ByteStorage(bytes), path: "a")
  }

  /// A file with this header and this many bytes of elements.
  private func file(_ header: String, elements: Int) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: elements)
  }

  /// The folder of an index and its two files, the index changed as a test wants it.
  private func shards(_ change: (String) -> String = { $0 }) throws -> (
    folder: TemporaryFolder, index: String
  ) {
    let folder = try TemporaryFolder()
    _ = try folder.file("m-1.safetensors", SafetensorsFixtures.first.bytes)
    _ = try folder.file("m-2.safetensors", SafetensorsFixtures.second.bytes)
    let index = change(String(decoding: SafetensorsFixtures.index.bytes, as: UTF8.self))
    return (folder, try folder.file("m.safetensors.index.json", Array(index.utf8)))
  }

  @Test(arguments: ForeignTensor.Element.allCases)
  func `every type of number is read`(element: ForeignTensor.Element) throws {
    let tensor = try #require(try read(SafetensorsFixtures.kinds.bytes).tensors[element.rawValue])
    #expect(tensor.element == element)
    #expect(tensor.extents == [2, 3])
    #expect(tensor.doubles() == (element == .bool ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5]))
  }

  @Test func `tensors are views of the file in the order of the data`() throws {
    let storage = ByteStorage(SafetensorsFixtures.kinds.bytes)
    let file = try SafetensorsFile(storage, path: "a")
    #expect(file.names.count == 15)
    #expect(file.tensors["scalar"]?.extents == [])
    #expect(file.tensors["scalar"]?.floats() == [1.5])
    #expect(file.tensors["none"]?.extents == [0, 3])
    #expect(file.tensors.values.allSatisfy { $0.storage === storage })
    let offsets = file.names.compactMap { file.tensors[$0]?.offset }
    #expect(offsets == offsets.sorted())
  }

  @Test func `metadata is read`() throws {
    #expect(try read(SafetensorsFixtures.kinds.bytes).metadata == ["format": "pt", "café": "\"1\"\n"])
  }

  @Test func `a container is known by its first bytes`() {
    #expect(SafetensorsFile.isContainer(Array(SafetensorsFixtures.kinds.bytes.prefix(9))))
    #expect(!SafetensorsFile.isContainer(SafetensorsFixtures.index.bytes))
    #expect(!SafetensorsFile.isContainer(Array("{".utf8)))
  }

  @Test func `an index leads to the files beside it`() throws {
    let (folder, index) = try shards()
    let file = try SafetensorsFile(reading: index)
    #expect(file.names == ["b", "a"])
    #expect(file.tensors.mapValues { $0.floats() } == ["b": [1, 2], "a": [3]])
    #expect(try SafetensorsFile(reading: folder.file("m-1.safetensors")).names.contains("unlisted"))
  }

  @Test func `a tensor that is not where the index says is missing`() throws {
    let (folder, index) = try shards { $0.replacing("\"a\"", with: "\"c\"") }
    let error = FormatError.storage(.missingTensor(path: folder.file("m-2.safetensors"), name: "c"))
    #expect(throws: error) { try SafetensorsFile(reading: index) }
  }

  @Test func `a file that is not there is missing`() throws {
    let (folder, index) = try shards()
    try folder.remove("m-2.safetensors")
    #expect(throws: FormatError.storage(.missing(path: folder.file("m-2.safetensors")))) {
      try SafetensorsFile(reading: index)
    }
  }

  @Test(arguments: [
    "../m-2.safetensors", "/etc/passwd", "x/m-2.safetensors", "..", ".", "", "a\\\\b", "a\\u0000",
  ])
  func `an index that leads elsewhere is refused`(name: String) throws {
    let (folder, index) = try shards { $0.replacing("m-2.safetensors", with: name) }
    defer { withExtendedLifetime(folder) {} }
    #expect {
      try SafetensorsFile(reading: index)
    } throws: { error in
      guard case .corrupt(index, let reason)? = error as? FormatError else { return false }
      return reason.hasSuffix("which is not a file beside it")
    }
  }

  @Test(arguments: [
    "{}", "{\"weight_map\": [1]}", "{\"weight_map\": {\"a\": 1}}", "{\"weight_map\": ", " {{{{{{{{",
  ])
  func `an index that is not one is refused`(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("index.json", Array(text.utf8) + Array(repeating: 0x20, count: 8))
    let reason = "it is JSON text without a weight_map of names and files"
    #expect(throws: FormatError.corrupt(path: path, reason: reason)) { try SafetensorsFile(reading: path) }
  }

  @Test func `other types of numbers are not supported`() {
    let reason = "it has elements of type F8_E4M3; convert them to F32 or another usual type"
    #expect(throws: FormatError.unsupported(path: "a", reason: reason)) {
      try read(SafetensorsFixtures.float8.bytes)
    }
  }

  @Test func `errors are those of the container`() {
    let header = "{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}"
    #expect(throws: FormatError.storage(.corrupt(path: "a", reason: "bytes after the last tensor"))) {
      try read(file(header, elements: 5))
    }
    #expect(
      throws: FormatError.storage(
        .truncated(path: "a", expected: 12 + header.utf8.count, found: 11 + header.utf8.count))
    ) {
      try read(file(header, elements: 3))
    }
    let wrong = header.replacing("BF16", with: "BOOL")
    #expect(throws: FormatError.storage(.corrupt(path: "a", reason: "the place of x does not fit its shape")))
    {
      try read(file(wrong, elements: 4))
    }
    #expect(throws: FormatError.storage(.foreign(path: "a", expected: "safetensors"))) {
      try read(Array("PK\u{3}\u{4} and so on".utf8))
    }
  }

  @Test func `a scalar and a shape of many zeros and large numbers cannot overflow`() {
    let header = "{\"x\":{\"dtype\":\"U8\",\"shape\":[0,4611686018427387904,4],\"data_offsets\":[0,0]}}"
    #expect(throws: FormatError.storage(.tooLarge(path: "a", claimed: .max))) {
      try read(file(header, elements: 0))
    }
  }

  @Test func `a file cut off anywhere is refused`() {
    for bytes in Mutations.truncations(of: SafetensorsFixtures.kinds.bytes) {
      #expect(throws: FormatError.self) { try read(bytes) }
    }
  }

  @Test func `damaged files are refused or give as many elements as they say`() {
    let fixture = SafetensorsFixtures.first.bytes
    for bytes in Mutations.flips(of: fixture) { check(bytes) }
    for bytes in Mutations(of: fixture) { check(bytes) }
    for bytes in Mutations(of: SafetensorsFixtures.kinds.bytes, count: 300) { check(bytes) }
  }

  private func check(_ bytes: [UInt8]) {
    guard let file = try? read(bytes) else { return }
    for tensor in file.tensors.values {
      #expect(tensor.doubles().count == tensor.count && tensor.count <= bytes.count)
    }
  }

  @Test func `damaged indexes are refused or read`() throws {
    let (folder, _) = try shards()
    for bytes in Mutations(of: SafetensorsFixtures.index.bytes, count: 500) {
      let path = try folder.file("mutated.index.json", bytes)
      if let file = try? SafetensorsFile(reading: path) { #expect(file.names.count == file.tensors.count) }
    }
  }

  @Test func `a header of very many tensors is read`() throws {
    let count = 20_000
    let entries = (0..<count).map {
      "\"layer.\($0).weight\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[\($0),\($0 + 1)]}"
    }
    let file = try read(file("{\(entries.joined(separator: ","))}", elements: count))
    #expect(file.names == (0..<count).map { "layer.\($0).weight" })
  }
}
