import Formats
import Interchange
import Models
import Networks
import Testing

/// Networks that take inputs of various sizes.
@Suite struct OpenExtentTests {
  /// Losses by PyTorch in double precision; see `Scripts/open_extents.py`.
  static let cases: [(name: String, shape: [Int], dtype: String, loss: Double)] = [
    ("open-image", [6, 3, 10, 13], "float32", 1.1125384836811805),
    ("open-text", [6, 7], "int64", 1.1102344059091507),
  ]

  @Test(arguments: cases.map(\.name), ["pt2", "onnx"])
  func `extents of the data make a network of the file`(name: String, ending: String) throws {
    let (_, shape, dtype, loss) = try #require(Self.cases.first { $0.name == name })
    let path = "\(Zoo.folder)/\(name).\(ending)"
    let error = #expect(throws: InterchangeError.self) { try ModelImport.model(path, program: "test") }
    guard case .openExtent(path, let input, _, let inputs)? = error else {
      Issue.record("\(String(describing: error)) names no open extent")
      return
    }
    #expect(inputs == [input])
    var options = ModelImport.Options()
    options.extents = [Array(shape.dropFirst())]
    let model = try ModelImport.model(path, options, program: "test")
    #expect(model.imported?.extents == [Array(shape.dropFirst())])
    let entry = Zoo.Entry(
      name: name, task: "classification", files: [:],
      inputs: [Zoo.Entry.Input(name: "x", shape: shape, dtype: dtype, batchAxis: 0)], output: [6, 3],
      parameterCount: 0)
    let found = try Zoo.run(model, Zoo.arrays(entry), entry, loss: .crossEntropy).sums.loss
    #expect(abs(found - loss) <= 1e-6 * loss, "\(found), not \(loss)")
  }

  @Test func `a file says which extents are open`() throws {
    func open(_ file: String) throws -> [String] {
      try #require(try ForeignModelFile(reading: "\(Zoo.folder)/\(file)").graph).openExtents
        .map { "\($0.input): \($0.extents.count)" }
    }
    #expect(try open("open-image.onnx") == ["x: 2"])
    #expect(try open("open-image.pt2") == ["x: 2"])
    #expect(try open("open-text.onnx") == ["x: 1"])
    #expect(try open("vgg-small.onnx") == [])
    #expect(try open("squeezenet.fixed.onnx") == [])
  }
}
