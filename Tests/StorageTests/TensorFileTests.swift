import FoundationEssentials
import Storage
import TestSupport
import Testing

struct TensorFileTests {
  private func example() -> TensorFile {
    var file = TensorFile(metadata: ["format": "example", "text": "Fläche\n\"β\"\\\u{1}"])
    file.add("layer.weight", shape: [2, 3], [1, -2, 3, .infinity, 0.5, 1e-30] as [Float])
    file.add("loss", shape: [2], [0.1, .greatestFiniteMagnitude])
    file.add("scalar", shape: [], [7.5] as [Float])
    file.add("nothing", shape: [0, 4], [] as [Float])
    return file
  }

  @Test func `what was written is read back`() throws {
    let folder = try TemporaryFolder()
    try example().write(to: folder.file("a"))
    let file = try TensorFile.read(folder.file("a"))
    #expect(file.metadata == example().metadata)
    #expect(try file.floats("layer.weight", shape: [2, 3]) == [1, -2, 3, .infinity, 0.5, 1e-30])
    #expect(try file.doubles("loss") == [0.1, .greatestFiniteMagnitude])
    #expect(try file.floats("scalar", shape: []) == [7.5])
    #expect(try file.floats("nothing") == [])
    #expect(file.entry("layer.weight")?.count == 6)
    #expect(file.entry("layer.weight")?.type == .float32)
  }

  @Test func `NaN keeps its bits`() throws {
    let folder = try TemporaryFolder()
    let odd = Double(bitPattern: 0x7ff8_0000_dead_beef)
    var file = TensorFile()
    file.add("a", shape: [2], [odd, -.nan])
    try file.write(to: folder.file("a"))
    let values = try TensorFile.read(folder.file("a")).doubles("a")
    #expect(values.map(\.bitPattern) == [odd.bitPattern, (-Double.nan).bitPattern])
  }

  @Test func `the same content gives the same bytes, aligned to eight`() throws {
    let folder = try TemporaryFolder()
    try example().write(to: folder.file("a"))
    try example().write(to: folder.file("b"))
    let bytes = try content(folder.file("a"))
    #expect(try content(folder.file("b")) == bytes)
    #expect(bytes[0] % 8 == 0)
    try TensorFile.read(folder.file("a")).write(to: folder.file("c"))
    #expect(try content(folder.file("c")) == bytes)
  }

  @Test func `the bytes are those of the format's description`() throws {
    let folder = try TemporaryFolder()
    var file = TensorFile(metadata: ["b": "2", "a": "1"])
    file.add("x", shape: [1], [1.0])
    try file.write(to: folder.file("a"))
    let header = """
      {"__metadata__":{"a":"1","b":"2"},"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}
      """
    let text = header + String(repeating: " ", count: 88 - header.utf8.count)
    #expect(
      try content(folder.file("a")) == [88, 0, 0, 0, 0, 0, 0, 0] + text.utf8 + [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
  }

  /// Written by Python's `safetensors.numpy.save`.
  @Test func `a file from Python is read`() throws {
    let folder = try TemporaryFolder()
    let base64 = """
      +AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiJ9LCJjIjp7ImR0eXBlIjoiSTY0Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpb\
      MCw4XX0sImIiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOls4LDI0XX0sImEiOnsiZHR5cGUiOiJGMzIiLCJz\
      aGFwZSI6WzEsM10sImRhdGFfb2Zmc2V0cyI6WzI0LDM2XX0sInMiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6\
      WzM2LDQwXX19ICAgIAcAAAAAAAAAAAAAAAAA8H9Z8/jCH26lAQAAwD8AAADAAABAQAAAgEA=
      """
    let path = try folder.file("a", Array(try #require(Data(base64Encoded: base64))))
    let file = try TensorFile.read(path)
    #expect(file.metadata == ["k": "v"])
    #expect(file.entries.map(\.name) == ["c", "b", "a", "s"])
    #expect(try file.floats("a", shape: [1, 3]) == [1.5, -2, 3])
    #expect(try file.doubles("b") == [.infinity, 1e-300])
    #expect(try file.floats("s", shape: []) == [4])
    #expect(file.entry("c")?.type == .int64)
  }

  @Test func `an absent tensor and one of another kind are told apart`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try example().write(to: path)
    let file = try TensorFile.read(path)
    #expect(throws: StorageError.missingTensor(path: path, name: "gain")) { try file.floats("gain") }
    #expect(
      throws: StorageError.wrongTensor(path: path, name: "loss", expected: "F32 [2]", found: "F64 [2]")
    ) { try file.floats("loss") }
    #expect(
      throws: StorageError.wrongTensor(path: path, name: "loss", expected: "F64 [3]", found: "F64 [2]")
    ) { try file.doubles("loss", shape: [3]) }
  }
}
