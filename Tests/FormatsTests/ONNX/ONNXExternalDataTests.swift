import Formats
import Storage
import Testing

/// Tensors in files beside the model.
struct ONNXExternalDataTests {
  private let folder: ONNXTestFolder

  init() throws { folder = try ONNXTestFolder() }

  /// Reads a model in the folder whose only tensor has two elements and lies elsewhere.
  private func read(
    _ entries: KeyValuePairs<String, String>, extents: [Int] = [2], in place: String = "a.onnx"
  ) throws -> ForeignTensor? {
    let path = try folder.file(place, Wire.model(of: Wire.external("w", extents, entries)))
    return try ONNXFile(reading: path).graph.stored["w"]?.tensor
  }

  private func refusal(_ entries: KeyValuePairs<String, String>, extents: [Int] = [2]) throws -> String {
    let path = try folder.file("a.onnx", Wire.model(of: Wire.external("w", extents, entries)))
    return reason { () throws(FormatError) in _ = try ONNXFile(reading: path) } ?? "nothing"
  }

  private let two: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]

  // Written by onnx.save_model: see Scripts/onnx-files.py.
  @Test func `tensors in one file beside the model share its bytes`() throws {
    let stored = try ONNXFile(reading: ONNXFixture.path("external.onnx")).graph.stored
    let weight = try #require(stored["weight"]?.tensor)
    let bias = try #require(stored["bias"]?.tensor)
    #expect(weight.extents == [3, 2])
    #expect(weight.floats() == [0, 1, 2, 3, 4, 5])
    #expect(bias.floats() == [0.5, -0.5])
    #expect(stored["halves"]?.tensor.element == .float16)
    #expect(stored["halves"]?.tensor.floats() == [0, 1, 2, 3])
    #expect(weight.storage === bias.storage)
    #expect(bias.offset == 24)
  }

  @Test func `offset and length may be left out`() throws {
    _ = try folder.file("w.data", two + [9, 9])
    #expect(try read(["location": "w.data"])?.floats() == [1, -2])
    #expect(try read(["location": "w.data", "length": "8"])?.floats() == [1, -2])
    #expect(
      try read(["location": "./w.data", "offset": "4", "checksum": "x"], extents: [1])?.floats() == [-2])
    #expect(try read(["location": "w.data", "offset": "10"], extents: [0])?.floats() == [])
  }

  @Test(arguments: ["../w.data", "/etc/hostname", "a/../../w.data", "..", "a/..", "b/../\u{301}x"])
  func `a place outside the model's folder is refused`(location: String) throws {
    #expect(try refusal(["location": location]).hasPrefix("unsupported: the tensor w is in \(location)"))
  }

  @Test func `a link out of the model's folder is refused, one within is followed`() throws {
    let outside = try ONNXTestFolder()
    let target = try outside.file("w.data", two)
    try folder.makeLink("link", to: target)
    try folder.makeLink("folder", to: outside.path)
    for location in ["link", "folder/w.data"] {
      #expect(try refusal(["location": location]).contains("a link that leads out of the model's folder"))
    }
    try folder.makeFolder("parts")
    _ = try folder.file("parts/w.data", two)
    try folder.makeLink("inside", to: "parts/w.data")
    #expect(try read(["location": "inside"])?.floats() == [1, -2])
  }

  @Test func `a folder whose name only begins like the model's is outside`() throws {
    try folder.makeFolder("m")
    try folder.makeFolder("mm")
    _ = try folder.file("mm/w.data", two)
    try folder.makeLink("m/link", to: "../mm/w.data")
    #expect(throws: FormatError.self) { try read(["location": "link"], in: "m/a.onnx") }
  }

  @Test func `beside a model that is a link, data may lie where the link leads`() throws {
    let cache = try ONNXTestFolder()
    _ = try cache.file("1234", Wire.model(of: Wire.external("w", [2], ["location": "w.data"])))
    _ = try cache.file("5678", two)
    try folder.makeLink("a.onnx", to: "\(cache.path)/1234")
    try folder.makeLink("w.data", to: "\(cache.path)/5678")
    #expect(try ONNXFile(reading: "\(folder.path)/a.onnx").graph.stored["w"]?.tensor.floats() == [1, -2])
  }

  @Test func `bytes behind the end of the file are refused`() throws {
    _ = try folder.file("w.data", two)
    for offset in ["1", "8", "9", "9223372036854775807"] {
      #expect(
        try refusal(["location": "w.data", "offset": offset])
          == "corrupt: the tensor w ends behind the end of w.data, which has 8 bytes")
    }
    #expect(try refusal(["location": "w.data"], extents: [1 << 30, 1 << 10]).hasPrefix("corrupt:"))
  }

  @Test func `a length that does not fit the extents, and what is no number, are refused`() throws {
    _ = try folder.file("w.data", two)
    #expect(
      try refusal(["location": "w.data", "length": "4"])
        == "corrupt: the tensor w has 4 bytes in w.data, where 8 belong")
    for offset in ["-1", "x", "", "0x0", "9223372036854775808"] {
      #expect(
        try refusal(["location": "w.data", "offset": offset])
          == "corrupt: the tensor w has a place in another file that is no number")
    }
    #expect(try refusal([:]) == "corrupt: the tensor w is in another file, which is not named")
    #expect(try refusal(["location": ""]) == "corrupt: the tensor w is in another file, which is not named")
  }

  @Test func `a file that is not there is named, and a folder is no file`() throws {
    #expect(throws: FormatError.storage(.missing(path: "\(folder.path)/w.data"))) {
      try read(["location": "w.data"])
    }
    try folder.makeFolder("w.data")
    #expect(
      try refusal(["location": "w.data"]) == "unsupported: the tensor w is in w.data, which is not a file")
    #expect(try refusal(["location": "."]).hasPrefix("unsupported: the tensor w is in .,"))
    #expect(try refusal(["location": "a\0b"]).hasPrefix("unsupported:"))
  }
}
