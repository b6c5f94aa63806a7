import Formats
import Foundation
import Interchange
import Models
import Storage
import TestSupport
import Testing

/// Networks of the zoo that a family is recognized in, as files of weights without a graph.
///
/// The `.pth` files were written by `torch.save` (`Scripts/zoo.py --weights`); the containers are written here from the tensors
/// in the export.
struct FamilyZoo: CustomTestStringConvertible {
  enum Form: CaseIterable {
    case torch
    case safetensors
  }

  let name: String
  let form: Form
  /// What the network is called.
  let title: String
  /// A `config.json` beside the file.
  let configuration: String?
  /// The end of the file's name, before its ending.
  let suffix: String

  var testDescription: String { "\(name), \(form)" }

  private static func both(
    _ name: String, _ title: String, configuration: String? = nil, suffix: String = ""
  ) -> [FamilyZoo] {
    Form.allCases.map {
      FamilyZoo(name: name, form: $0, title: title, configuration: configuration, suffix: suffix)
    }
  }

  static let all: [FamilyZoo] =
    both("resnet20-cifar", "CIFAR ResNet-20")
    + both("resnet-shortcut", "CIFAR ResNet of 2, 1, 1 blocks")
    + both("resnet-noshort", "CIFAR ResNet of 1, 2, 1 blocks without shortcuts", suffix: "_noshort")
    + both("bottleneck-noshort", "CIFAR ResNet of 1, 1, 1, 1 bottlenecks without shortcuts")
    + both("resnet18-small", "torchvision ResNet-18")
    + both("resnext", "torchvision ResNeXt of 1, 1, 1, 1 bottlenecks")
    + both("vgg-small", "VGG-9")
    + both("vgg-bn", "VGG-6 with batch normalization")
    + both("vgg-cifar", "VGG-5 with batch normalization")
    + both("vgg-timm", "VGG-6")
    + both("vit-small", "torchvision ViT of 2 layers, width 16, patches of 4", configuration: twoHeads)
    + both("vit-timm", "timm ViT of 2 layers, width 16, patches of 4")
    + both(
      "deit", "timm ViT of 2 layers, width 16, patches of 4",
      configuration: #"{"model_args": {"num_heads": 2}}"#)
    + both("bert-tiny", "BERT of 2 layers, width 16", configuration: twoHeads)
    + both(
      "gpt2-tiny", "GPT-2 of 2 layers, width 16", configuration: #"{"n_head": 2, "layer_norm_epsilon": 1e-5}"#
    )
    + both("nanogpt", "nanoGPT of 2 layers, width 16", configuration: twoHeads)
    + both(
      "llama", "Llama of 2 layers, width 16",
      configuration: """
        {"model_type": "llama", "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "hidden_act": "silu",
        "rope_scaling": null, "rope_theta": 10000.0, "max_position_embeddings": 16}
        """)

  private static let twoHeads = #"{"num_attention_heads": 2}"#

  func entry() throws -> Zoo.Entry { try #require(Zoo.entries.first { $0.name == name }) }

  /// The weights' tensors in the order of the export.
  func tensors() throws -> [(name: String, tensor: ForeignTensor)] {
    let file = try TorchExportFile(reading: "\(Zoo.folder)/\(name).pt2")
    return file.graph.storedOrder.compactMap { key in
      file.graph.stored[key].flatMap { $0.kind == .constant ? nil : ($0.name, $0.tensor) }
    }
  }

  /// Writes the file of weights into a folder, with the configuration beside it.
  func write(to folder: TemporaryFolder) throws -> String {
    if let configuration {
      try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
    }
    switch form {
    case .torch:
      let path = folder.file("weights\(suffix).pth")
      try FileManager.default.copyItem(atPath: "\(Zoo.folder)/\(name).pth", toPath: path)
      return path
    case .safetensors:
      let path = folder.file("weights\(suffix).safetensors")
      try Self.write(try tensors(), to: path)
      return path
    }
  }

  /// Writes a container of tensors in single precision.
  static func write(_ tensors: [(name: String, tensor: ForeignTensor)], to path: String) throws {
    var file = TensorFile()
    for (name, tensor) in tensors { file.add(name, shape: tensor.extents, tensor.floats()) }
    try file.write(to: path)
  }

  /// Extents of one sample of the zoo's data.
  func extents() throws -> [Int] { Array(try entry().inputs[0].shape.dropFirst()) }

  /// The network of a file, for data of the zoo's extents.
  func model(_ path: String, graph: String? = nil) throws -> Model {
    var options = ModelImport.Options()
    options.extents = [try extents()]
    options.graphPath = graph
    return try ModelImport.model(path, options, program: "test")
  }
}
