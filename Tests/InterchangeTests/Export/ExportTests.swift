import Formats
import Foundation
import Interchange
import Models
import Networks
import Storage
import Testing

/// What is written for other programs.
///
/// That they compute the same was checked by `Scripts/exports-check.py`, which wrote the digests in
/// `Fixtures/exports.json`.
@Suite struct ExportTests {
  private struct Digests: Decodable {
    let structure: String
    let torchStructure: String?
  }

  private static let checked: [String: Digests] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    guard
      let data = FileManager.default.contents(
        atPath: folder.appendingPathComponent("Fixtures/exports.json").path)
    else { return [:] }
    return (try? JSONDecoder().decode([String: Digests].self, from: data)) ?? [:]
  }()

  private func network(_ name: String) throws -> ExportedNetwork {
    try #require(ExportedNetwork.all.first { $0.name == name })
  }

  private func onnx(_ model: Model) throws -> ForeignGraph {
    let bytes = try ModelExport.onnx(model, program: "landscape test", path: "model.onnx")
    return try ONNXFile(parsing: ByteStorage(bytes), path: "model.onnx").graph
  }

  private func torch(_ model: Model) throws -> ForeignGraph {
    let bytes = try ModelExport.torchExport(model, path: "model.pt2")
    return try TorchExportFile(ByteStorage(bytes), path: "model.pt2").graph
  }

  @Test func `every network was checked, and every operation is in one`() {
    #expect(Set(ExportedNetwork.all.map(\.name)) == Set(Self.checked.keys))
    let kinds = Set(ExportedNetwork.all.flatMap { $0.model.graph.nodes.map(\.operation.name) })
    let known = """
      input convolution dense batch-normalization group-normalization activation add pooling global-average-pooling
      flatten subsampling dropout parameter permute reshape slice concatenate pad matrix-product arithmetic affine elementary
      reduction softmax layer-normalization rms-normalization embedding attention repeat-for-samples index-value
      transposed-convolution comparison selection log-softmax gather recurrent resize
      """
    #expect(kinds == Set(known.split { $0.isWhitespace }.map(String.init)))
  }

  @Test(arguments: ExportedNetwork.all.map(\.name))
  func `networks are written as they were when they were checked`(name: String) throws {
    let network = try network(name)
    let checked = try #require(Self.checked[name])
    let graph = GraphText(try onnx(network.model))
    #expect(graph.digest == checked.structure, "\(graph.lines.joined(separator: "\n"))")
    guard !ExportedNetwork.withoutTorch.contains(name) else { return }
    let torchGraph = GraphText(try torch(network.model))
    #expect(torchGraph.digest == checked.torchStructure, "\(torchGraph.lines.joined(separator: "\n"))")
  }

  @Test(arguments: ["resnet-8", "transformer", "imported"])
  func `parameters are the model's, by name and number`(name: String) throws {
    let model = try network(name).model
    let blocks = ParameterLayout(model.graph).blocks
    for graph in [try onnx(model), try torch(model)] {
      let stored = Dictionary(
        graph.stored.values.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
      for (index, block) in blocks.enumerated() {
        let origin = model.imported?.origins[index]
        let tensor = try #require(stored[origin?.name ?? block.name])
        #expect(tensor.extents == origin?.extents ?? block.shape)
        let numbers = origin?.numbers(fromFile: tensor.floats()) ?? tensor.floats()
        #expect(numbers == Array(model.parameters[block.range]))
      }
    }
  }

  @Test func `samples come as in their files, their number open, and layers are not folded`() throws {
    let graph = try onnx(try network("mlp").model)
    #expect(graph.inputs.map(\.name) == ["input"])
    #expect(graph.inputs[0].extents == [.symbol("n"), .fixed(2)])
    #expect(graph.stated["output"] == [.symbol("n"), .fixed(3)])
    let layer = ["Gemm", "BatchNormalization", "Relu", "Mul"]
    #expect(graph.nodes.map(\.operation) == ["Sub", "Mul"] + layer + layer + ["Gemm", "Identity"])
    #expect(graph.stored["bn1.running_var"]?.tensor.extents == [6])
  }

  @Test func `a predicted number comes in its own unit`() throws {
    let graph = try onnx(try network("regression").model)
    #expect(graph.nodes.suffix(3).map(\.operation) == ["Mul", "Add", "Identity"])
    #expect(graph.nodes.suffix(3).first?.inputs.count == 2)
    let scale = try #require(graph.stored["fc2/factor"])
    #expect(scale.tensor.floats() == [3.5])
  }

  @Test func `an imported layer reads the file's weights as they are, without steps that undo each other`()
    throws
  {
    let graph = try onnx(try network("imported").model)
    let layer = try #require(graph.nodes.first { $0.operation == "ConvTranspose" })
    guard case .value(let weight) = layer.inputs[1] else {
      Issue.record("the weights are no value")
      return
    }
    #expect(weight == "up.weight")
    #expect(graph.inputs.map(\.name) == ["features"])
    #expect(graph.outputs == ["logits"])
  }

  @Test func `weights are a state_dict in the order of the original file`() throws {
    let model = try network("imported").model
    let file = ModelExport.safetensors(model)
    #expect(
      file.entries.map(\.name) == [
        "gamma", "up.weight", "transformer.h.0.fc.weight", "transformer.h.0.fc.bias", "scale",
      ])
    #expect(file.entries.first { $0.name == "transformer.h.0.fc.weight" }?.shape == [6, 4])
    #expect(file.metadata["format"] == "pt")
    #expect(file.metadata["landscape.mean"] == nil)
    let trained = ModelExport.safetensors(try network("mlp").model)
    #expect(trained.metadata["landscape.mean"] == "[0.4,0.5]")
    #expect(trained.entries.map(\.name).prefix(3) == ["fc1.weight", "bn1.weight", "bn1.bias"])
  }

  @Test func `two blocks of one tensor keep its name only while they are equal`() throws {
    let network = try network("imported")
    var model = network.model
    let record = try #require(model.imported)
    // The scale is said to be the same tensor as what is called gamma.
    let origins = record.origins.map { origin in
      origin.block == "scale"
        ? ParameterOrigin(block: "scale", name: "gamma", extents: [3], steps: [.reshape([1, 3, 1, 1])])
        : origin
    }
    model.imported = ImportRecord(
      format: record.format, producer: nil, inputs: record.inputs, output: record.output, origins: origins,
      stateNames: record.stateNames, remarks: [])
    let layout = ParameterLayout(model.graph)
    let scale = try #require(layout["scale"])
    let again = try #require(layout["again"])
    #expect(ModelExport.safetensors(model).entries.map(\.name).contains("again"))
    for (own, other) in zip(scale.range, again.range) { model.parameters[other] = model.parameters[own] }
    #expect(!ModelExport.safetensors(model).entries.map(\.name).contains("again"))
    #expect(try onnx(model).stored["again"] == nil)
  }

  @Test(arguments: [
    [ViewStep.permute([2, 0])], [.permute([0])], [.reshape([5, 5])], [.reshape([Int.max, 4])],
    [.reshape([24])], [],
  ])
  func `an origin that cannot be is not used`(steps: [ViewStep]) throws {
    var model = try network("imported").model
    let record = try #require(model.imported)
    let origins = record.origins.map { origin in
      origin.block == "h.0.fc.weight"
        ? ParameterOrigin(block: origin.block, name: "x", extents: [6, 4], steps: steps) : origin
    }
    model.imported = ImportRecord(
      format: record.format, producer: nil, inputs: [], output: "", origins: origins, stateNames: [],
      remarks: [])
    let entry = try #require(ModelExport.safetensors(model).entries.first { $0.name == "h.0.fc.weight" })
    #expect(entry.shape == [4, 6])
  }

  @Test(arguments: [("recurrent gru-reset-first", "ahead", "recurrent"), ("resized", "size 1", "resize")])
  func `what PyTorch does not have is refused by name`(name: String, node: String, operation: String) throws {
    let model = try network(name).model
    let error = #expect(throws: InterchangeError.self) {
      try ModelExport.torchExport(model, path: "model.pt2")
    }
    guard case .node("model.pt2", node, operation, let reason)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(reason.hasSuffix("export it as ONNX"))
  }

  @Test(arguments: ["a.b", "train", "x..y"])
  func `names that no module can have are refused`(name: String) throws {
    var builder = GraphBuilder(input: [4])
    let offset = builder.add(name, .parameter(Parameter(shape: [4], role: .offset)))
    let other = builder.add("a", .parameter(Parameter(shape: [4], role: .offset)))
    let sum = builder.add("sum", .arithmetic(.add), 0, offset)
    _ = builder.add("again", .arithmetic(.add), sum, other)
    let network = ExportedNetwork("named", try builder.graph())
    #expect(throws: InterchangeError.self) { try ModelExport.torchExport(network.model, path: "model.pt2") }
    #expect(try onnx(network.model).stored[name] != nil)
  }

  @Test(arguments: ModelExport.Format.allCases)
  func `a file's ending says its format`(format: ModelExport.Format) throws {
    let path = NSTemporaryDirectory() + "export-\(UUID().uuidString).\(format.rawValue.uppercased())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(ModelExport.Format(of: path) == format)
    let model = try network("mlp").model
    try ModelExport.write(model, as: format, program: "landscape test", to: path)
    switch format {
    case .onnx: #expect(try ONNXFile(reading: path).graph.producer == "landscape test")
    case .torchExport: #expect(try TorchExportFile(reading: path).parameterNames.first == "fc1.weight")
    case .safetensors: #expect(try SafetensorsFile(reading: path).names.count == 12)
    }
    #expect(ModelExport.Format(of: "folder.onnx/model") == nil)
  }

  @Test func `the same model gives the same bytes`() throws {
    let model = try network("resnet-8").model
    func both() throws -> [[UInt8]] {
      [
        try ModelExport.onnx(model, program: "landscape test", path: ""),
        try ModelExport.torchExport(model, path: ""),
      ]
    }
    #expect(try both() == both())
  }
}
