import Formats
import Interchange
import Models
import Storage
import TestSupport
import Testing

/// Weights of one file in the architecture of another one.
@Suite struct WeightReplacementTests {
  private func model(_ weights: String, graph: String) throws -> Model {
    var options = ModelImport.Options()
    options.graphPath = "\(Zoo.folder)/\(graph)"
    return try ModelImport.model("\(Zoo.folder)/\(weights)", options, program: "test")
  }

  /// The optimizing exporter keeps the names of weights that it has folded batch normalization into.
  @Test func `a graph with folded batch normalization takes no weights by name`() throws {
    let error = #expect(throws: InterchangeError.self) {
      try model("resnet20-cifar.pth", graph: "resnet20-cifar.optimized.onnx")
    }
    guard case .network(let path, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path.hasSuffix("resnet20-cifar.pth"))
    #expect(reason.contains("bn1.running_mean") && reason.contains("optimize=False"))
  }

  @Test(arguments: ["resnet20-cifar.onnx", "resnet20-cifar.pt2"])
  func `a graph that is not folded takes them`(graph: String) throws {
    let expected = try ModelImport.model("\(Zoo.folder)/resnet20-cifar.pt2", program: "test")
    #expect(try model("resnet20-cifar.pth", graph: graph).parameters.count == expected.parameters.count)
  }

  /// The weights of the small GPT-2 with another start of their names.
  private func renamed(_ folder: TemporaryFolder, _ name: (String) -> String) throws -> (
    path: String, expected: Model
  ) {
    let original = try SafetensorsFile(reading: "\(Zoo.folder)/gpt2-tiny.moved.safetensors")
    var file = TensorFile()
    for key in original.names {
      let tensor = try #require(original.tensors[key])
      file.add(name(key), shape: tensor.extents, tensor.floats())
    }
    let path = folder.file("weights.safetensors")
    try file.write(to: path)
    return (path, try model("gpt2-tiny.moved.safetensors", graph: "gpt2-tiny.pt2"))
  }

  /// The network is a part of the module that was saved, or of the one that was exported.
  @Test(arguments: [true, false])
  func `what one of the files has before all names does not matter`(isLonger: Bool) throws {
    let folder = try TemporaryFolder()
    let (path, expected) = try renamed(folder) { name in
      isLonger ? "module.net.\(name)" : name.replacing("transformer.", with: "", maxReplacements: 1)
    }
    var options = ModelImport.Options()
    options.graphPath = "\(Zoo.folder)/gpt2-tiny.pt2"
    #expect(try ModelImport.model(path, options, program: "test").parameters == expected.parameters)
  }

  @Test func `weights of another network are refused`() throws {
    #expect(throws: InterchangeError.self) { try model("gru.pth", graph: "gpt2-tiny.pt2") }
  }
}
