import Formats
import Foundation
import Interchange
import Models
import Networks
import TestSupport
import Testing

/// The same networks under the names and settings that other programs give them.
@Suite struct FamilyNamesTests {
  private func network(_ name: String) throws -> FamilyZoo {
    try #require(FamilyZoo.all.first { $0.name == name && $0.form == .safetensors })
  }

  /// The largest difference from PyTorch's outputs in double precision, as a part of the largest one.
  private func error(_ model: Model, _ network: FamilyZoo) throws -> Double {
    let archive = try Zoo.arrays(try network.entry())
    let expected = try #require(try archive.tensor("output64")).doubles()
    let (outputs, _) = try Zoo.run(model, archive, try network.entry())
    let largest = expected.map(abs).max() ?? 0
    return (zip(outputs, expected).map { abs(Double($0) - $1) }.max() ?? .infinity) / largest
  }

  /// A container of the network's tensors under other names, without those that get none.
  private func renamed(
    _ network: FamilyZoo, _ folder: TemporaryFolder, as file: String = "weights.safetensors",
    _ name: (String) -> String?
  ) throws -> String {
    let tensors = try network.tensors().compactMap { tensor in name(tensor.name).map { ($0, tensor.tensor) } }
    try FamilyZoo.write(tensors, to: folder.file(file))
    return folder.file(file)
  }

  @Test func `shortcuts and the last layer may have torchvision's names`() throws {
    let network = try network("resnet-shortcut")
    let folder = try TemporaryFolder()
    let path = try renamed(network, folder) {
      $0.replacingOccurrences(of: "shortcut", with: "downsample").replacingOccurrences(
        of: "linear", with: "fc")
    }
    #expect(try error(try network.model(path), network) <= 5e-6)
  }

  /// Most networks for CIFAR have one dense layer after five poolings.
  @Test func `a VGG with a single dense layer computes what its three do`() throws {
    let network = try network("vgg-cifar")
    let folder = try TemporaryFolder()
    let tensors = try network.tensors()
    let width = try #require(tensors.first { $0.name == "fc.0.weight" }).tensor.extents[1]
    var own: [(name: String, tensor: ForeignTensor)] = tensors.filter { $0.name.hasPrefix("features.") }
    // The features themselves, as the identity shows them.
    let identity = (0..<width * width).map { Float($0 % (width + 1) == 0 ? 1 : 0) }
    own.append(("classifier.weight", ForeignTensor(identity, extents: [width, width])))
    try FamilyZoo.write(own, to: folder.file("weights.safetensors"))
    let model = try network.model(folder.file("weights.safetensors"))
    let (features, _) = try Zoo.run(model, try Zoo.arrays(try network.entry()), try network.entry())
    let whole = try network.model(try network.write(to: folder))
    // What follows, in double precision.
    func numbers(_ name: String) throws -> [Double] {
      try #require(tensors.first { $0.name == name }).tensor.doubles()
    }
    let (weight, bias) = (try numbers("fc.0.weight"), try numbers("fc.0.bias"))
    let (scale, shift) = (try numbers("fc.1.weight"), try numbers("fc.1.bias"))
    let (mean, variance) = (try numbers("fc.1.running_mean"), try numbers("fc.1.running_var"))
    let (last, lastBias) = (try numbers("classifier.weight"), try numbers("classifier.bias"))
    let hidden = (0..<bias.count).map { unit -> Double in
      let sum = (0..<width).reduce(bias[unit]) { $0 + weight[unit * width + $1] * Double(features[$1]) }
      return max(0, (sum - mean[unit]) / (variance[unit] + 1e-5).squareRoot() * scale[unit] + shift[unit])
    }
    let (outputs, _) = try Zoo.run(whole, try Zoo.arrays(try network.entry()), try network.entry())
    for (index, start) in lastBias.enumerated() {
      let sum = hidden.enumerated().reduce(start) { $0 + last[index * hidden.count + $1.offset] * $1.element }
      #expect(abs(sum - Double(outputs[index])) < 1e-4)
    }
  }

  /// A file of PyTorch Lightning has the attribute's name before all names.
  @Test(arguments: ["net.", "model.net.", "_forward_module.model.net."])
  func `what is before all names does not matter, and stays in them`(prefix: String) throws {
    let network = try network("resnet18-small")
    let folder = try TemporaryFolder()
    let path = try renamed(network, folder) { prefix + $0 }
    let model = try network.model(path)
    #expect(try error(model, network) <= 5e-6)
    let names = try #require(model.imported).origins.compactMap(\.name)
    #expect(names.contains("\(prefix)conv1.weight") && names.allSatisfy { $0.hasPrefix(prefix) })
  }

  @Test func `the first files of GPT-2 have no module and no last layer`() throws {
    let network = try network("gpt2-tiny")
    let folder = try TemporaryFolder()
    try Data(#"{"n_head": 2}"#.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
    let path = try renamed(network, folder) {
      $0 == "lm_head.weight" ? nil : String($0.dropFirst("transformer.".count))
    }
    #expect(try error(try network.model(path), network) <= 5e-6)
  }

  @Test func `the first BERT has TensorFlow's names of scales and shifts`() throws {
    let network = try network("bert-tiny")
    let folder = try TemporaryFolder()
    try Data(#"{"num_attention_heads": 2}"#.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
    let path = try renamed(network, folder) {
      $0.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
        .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
    }
    #expect(try error(try network.model(path), network) <= 5e-6)
  }

  /// Weights cannot tell option A from no shortcut; the name of the file or its folder can.
  @Test func `without weights on shortcuts the file's name says whether there are any`() throws {
    let network = try network("resnet-noshort")
    let folder = try TemporaryFolder()
    let plain = try network.model(try renamed(network, folder) { $0 })
    #expect(try error(plain, network) > 1e-2)
    #expect(try #require(plain.imported).remarks.contains { $0.contains("'noshort'") })
    try folder.makeFolder("resnet20_noshort_sgd")
    let path = try renamed(network, folder, as: "resnet20_noshort_sgd/model_300.safetensors") { $0 }
    #expect(try error(try network.model(path), network) <= 5e-6)
  }

  @Test func `a last layer with numbers of its own is not tied`() throws {
    let network = try network("nanogpt")
    let folder = try TemporaryFolder()
    try Data(#"{"num_attention_heads": 2}"#.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
    var tensors = try network.tensors()
    let place = try #require(tensors.firstIndex { $0.name == "lm_head.weight" })
    let head = tensors[place].tensor
    tensors[place].tensor = ForeignTensor(head.floats().map { 2 * $0 }, extents: head.extents)
    try FamilyZoo.write(tensors, to: folder.file("weights.safetensors"))
    let model = try network.model(folder.file("weights.safetensors"))
    let (outputs, _) = try Zoo.run(model, try Zoo.arrays(try network.entry()), try network.entry())
    let expected = try #require(try Zoo.arrays(try network.entry()).tensor("output64")).doubles()
    // Twice the weights of the last layer alone: twice the logits.
    let largest = expected.map(abs).max() ?? 0
    #expect(zip(outputs, expected).allSatisfy { abs(Double($0) - 2 * $1) <= 1e-5 * largest })
    #expect(try #require(model.imported).ties.isEmpty)
  }

  /// A vision transformer of one layer and width 128, whose published networks have heads of 64.
  @Test func `heads are of 64 numbers where nothing says otherwise`() throws {
    let folder = try TemporaryFolder()
    var seed: UInt32 = 1
    func tensor(_ extents: Int...) -> ForeignTensor {
      let numbers = (0..<extents.reduce(1, *)).map { _ -> Float in
        seed = seed &* 1_664_525 &+ 1_013_904_223
        return Float(Int32(bitPattern: seed)) / 0x1p33
      }
      return ForeignTensor(numbers, extents: extents)
    }
    let module = "encoder.layers.encoder_layer_0"
    try FamilyZoo.write(
      [
        ("class_token", tensor(1, 1, 128)), ("conv_proj.weight", tensor(128, 3, 4, 4)),
        ("conv_proj.bias", tensor(128)), ("encoder.pos_embedding", tensor(1, 5, 128)),
        ("\(module).ln_1.weight", tensor(128)), ("\(module).ln_1.bias", tensor(128)),
        ("\(module).self_attention.in_proj_weight", tensor(384, 128)),
        ("\(module).self_attention.in_proj_bias", tensor(384)),
        ("\(module).self_attention.out_proj.weight", tensor(128, 128)),
        ("\(module).self_attention.out_proj.bias", tensor(128)), ("\(module).ln_2.weight", tensor(128)),
        ("\(module).ln_2.bias", tensor(128)), ("\(module).mlp.0.weight", tensor(8, 128)),
        ("\(module).mlp.0.bias", tensor(8)), ("\(module).mlp.3.weight", tensor(128, 8)),
        ("\(module).mlp.3.bias", tensor(128)), ("encoder.ln.weight", tensor(128)),
        ("encoder.ln.bias", tensor(128)), ("heads.head.weight", tensor(10, 128)),
        ("heads.head.bias", tensor(10)),
      ], to: folder.file("weights.safetensors"))
    func model(heads: Int?) throws -> Model {
      let text = heads.map { "{\"num_attention_heads\": \($0)}" } ?? "{}"
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
      return try ModelImport.model(folder.file("weights.safetensors"), program: "test")
    }
    let found = try model(heads: nil)
    #expect(found.graph == (try model(heads: 2)).graph)
    #expect(found.graph != (try model(heads: 4)).graph)
    #expect(found.graph.inputShape.height == 8)
  }

  /// A convolutional network does not say how large its images are.
  @Test func `images have the extents of the data, of config.json, or the published ones`() throws {
    let network = try network("resnet18-small")
    let folder = try TemporaryFolder()
    let path = try network.write(to: folder)
    func height(_ extents: [Int]?) throws -> Int {
      var options = ModelImport.Options()
      options.extents = [extents]
      return try ModelImport.model(path, options, program: "test").graph.inputShape.height
    }
    #expect(try height(nil) == 224)
    #expect(try height([3, 40, 32]) == 40)
    #expect(try height([1, 40, 32]) == 224)
    try Data(#"{"pretrained_cfg": {"input_size": [3, 64, 48]}}"#.utf8)
      .write(to: URL(fileURLWithPath: folder.file("config.json")))
    #expect(try height(nil) == 64)
    #expect(try height([3, 40, 32]) == 40)
  }
}
