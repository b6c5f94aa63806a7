import Formats
import Interchange
import Models
import Networks
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
    let found = trained(try model("resnet20-cifar.pth", graph: graph))
    #expect(found.count == 4_492 && found == trained(expected))
  }

  /// The numbers that training changes, in rising order.
  private func trained(_ model: Model) -> [Float] {
    ParameterLayout(model.graph).blocks.filter(\.role.isTrainable).flatMap { model.parameters[$0.range] }
      .sorted()
  }

  /// The weights of the small GPT-2 under other names, without those that get none.
  private func renamed(_ folder: TemporaryFolder, _ name: (String) -> String?) throws -> (
    path: String, expected: Model
  ) {
    let original = try SafetensorsFile(reading: "\(Zoo.folder)/gpt2-tiny.moved.safetensors")
    var file = TensorFile()
    for key in original.names {
      let tensor = try #require(original.tensors[key])
      guard let name = name(key) else { continue }
      file.add(name, shape: tensor.extents, tensor.floats())
    }
    let path = folder.file("weights.safetensors")
    try file.write(to: path)
    return (path, try model("gpt2-tiny.moved.safetensors", graph: "gpt2-tiny.pt2"))
  }

  /// The network is a part of the module that was saved, or of the one that was exported.
  @Test(arguments: [true, false])
  func `what one of the files has before all names does not matter`(isLonger: Bool) throws {
    let folder = try TemporaryFolder()
    // The part alone has no name for the table as the last layer's weight, to which it is tied.
    let prefix = "transformer."
    let (path, expected) = try renamed(folder) { name in
      if isLonger { return "module.net.\(name)" }
      return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
    var options = ModelImport.Options()
    options.graphPath = "\(Zoo.folder)/gpt2-tiny.pt2"
    #expect(try ModelImport.model(path, options, program: "test").parameters == expected.parameters)
  }

  @Test func `weights of another network are refused`() throws {
    #expect(throws: InterchangeError.self) { try model("gru.pth", graph: "gpt2-tiny.pt2") }
  }
}
