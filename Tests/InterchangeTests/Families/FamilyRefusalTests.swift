import Formats
import Foundation
import Interchange
import Models
import Numerics
import TestSupport
import Testing

/// Weights that are named like a known network's and are not of one: a clause that names the tensor, and never a trap.
@Suite struct FamilyRefusalTests {
  typealias Tensors = [(name: String, tensor: ForeignTensor)]

  private func zoo(_ name: String) throws -> FamilyZoo {
    try #require(FamilyZoo.all.first { $0.name == name && $0.form == .safetensors })
  }

  /// What is wrong with tensors; nil where they are a network.
  private func problem(
    _ tensors: Tensors, _ configuration: String? = nil, extents: [Int]? = nil
  ) throws -> String? {
    let folder = try TemporaryFolder()
    if let configuration {
      try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")))
    }
    try FamilyZoo.write(tensors, to: folder.file("weights.safetensors"))
    var options = ModelImport.Options()
    options.extents = [extents]
    do throws(InterchangeError) {
      _ = try ModelImport.model(folder.file("weights.safetensors"), options, program: "test")
      return nil
    } catch {
      switch error {
      case .network(_, let reason): return reason
      case .format(.unsupported(_, let reason)): return reason
      default: return "\(error)"
      }
    }
  }

  private func problem(_ name: String, _ change: (inout Tensors) throws -> Void) throws -> String? {
    let network = try zoo(name)
    var tensors: Tensors = try network.tensors()
    try change(&tensors)
    return try problem(tensors, network.configuration, extents: try network.extents())
  }

  private func replace(_ tensors: inout Tensors, _ name: String, _ extents: [Int]) throws {
    let place = try #require(tensors.firstIndex { $0.name == name })
    tensors[place].tensor = ForeignTensor(
      [Float](repeating: 0.5, count: extents.reduce(1, *)), extents: extents)
  }

  @Test(arguments: [
    ("resnet20-cifar", "layer2.0.bn2.running_var"), ("resnet18-small", "layer3.0.downsample.0.weight"),
    ("vgg-small", "classifier.3.weight"), ("vit-small", "class_token"),
    ("vit-timm", "blocks.1.mlp.fc2.weight"),
    ("bert-tiny", "bert.pooler.dense.weight"), ("gpt2-tiny", "transformer.ln_f.weight"),
    ("llama", "model.layers.1.mlp.up_proj.weight"),
  ])
  func `a tensor that is missing is named`(network: String, name: String) throws {
    let reason = try #require(try problem(network) { $0.removeAll { $0.name == name } })
    #expect(reason.contains(name) && reason.contains("--graph model.pt2"), "\(reason)")
  }

  @Test(arguments: [
    ("resnet20-cifar", "layer1.1.conv2.weight", [2, 3, 3, 3]), ("resnet18-small", "fc.weight", [10, 15]),
    ("vgg-small", "features.3.weight", [8, 5, 3, 3]), ("vit-small", "encoder.pos_embedding", [1, 18, 16]),
    ("deit", "pos_embed", [1, 20, 16]), ("bert-tiny", "bert.embeddings.LayerNorm.weight", [15]),
    ("gpt2-tiny", "transformer.h.1.attn.c_proj.weight", [16, 15]),
    ("llama", "model.layers.1.self_attn.o_proj.weight", [16, 15]),
  ])
  func `a tensor of another shape is named with both shapes`(network: String, name: String, shape: [Int])
    throws
  {
    let reason = try #require(try problem(network) { try replace(&$0, name, shape) })
    #expect(reason.contains(name) && reason.contains("--graph model.pt2"), "\(reason)")
  }

  @Test func `blocks are numbered without gaps`() throws {
    let reason = try problem("resnet20-cifar") { tensors in
      tensors = tensors.map { tensor in
        (tensor.name.replacingOccurrences(of: "layer1.2.", with: "layer1.5."), tensor.tensor)
      }
    }
    #expect(reason?.contains("it has layer1.5.conv1.weight besides") == true, "\(reason ?? "nothing")")
  }

  /// Squeeze and excitation, for example, has tensors that no plain network has.
  @Test func `a tensor that the family does not have is named`() throws {
    let reason = try problem("resnet18-small") {
      $0.append(("layer1.0.se.fc1.weight", ForeignTensor([1], extents: [1, 1])))
    }
    #expect(reason?.contains("layer1.0.se.fc1.weight besides") == true, "\(reason ?? "nothing")")
  }

  @Test func `more blocks than any network has are refused`() throws {
    let reason = try problem("resnet20-cifar") { tensors in
      for block in 3..<2_200 {
        tensors.append(("layer1.\(block).conv1.weight", ForeignTensor([1], extents: [1, 1, 1, 1])))
      }
    }
    #expect(reason?.contains("more than 2000 blocks") == true, "\(reason ?? "nothing")")
  }

  @Test func `names of no family are refused with the list of them`() throws {
    let reason = try problem([("rnn.weight_ih_l0", ForeignTensor([1, 2], extents: [1, 2]))])
    let text = try #require(reason)
    #expect(
      text.contains("of no known family (CIFAR ResNet, ") && text.contains("Llama): give it with --graph"))
  }

  @Test func `heads that are not known are asked for`() throws {
    let network = try zoo("bert-tiny")
    let reason = try #require(try problem(try network.tensors(), extents: [10]))
    #expect(reason.contains("config.json") && reason.contains("num_attention_heads"), "\(reason)")
  }

  @Test func `Llama is not opened without its configuration`() throws {
    let network = try zoo("llama")
    let reason = try #require(try problem(try network.tensors(), extents: [8]))
    #expect(reason.contains("rms_norm_eps") && reason.contains("rope_theta"), "\(reason)")
  }

  @Test(arguments: [
    #"{"num_attention_heads": 0, "rms_norm_eps": 1e-6}"#,
    #"{"num_attention_heads": -4, "rms_norm_eps": 1e-6}"#,
    #"{"num_attention_heads": 9000000000000000000, "rms_norm_eps": 1e-6}"#,
    #"{"num_attention_heads": 1e300, "rms_norm_eps": 1e-6}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": -1}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "rope_theta": 0}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "rope_scaling": {"rope_type": "llama3"}}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "head_dim": -2}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "num_key_value_heads": 4}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "max_position_embeddings": -1}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "max_position_embeddings": 4}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "sliding_window": 2}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "hidden_act": "maxout"}"#,
    #"{"num_attention_heads": 4, "rms_norm_eps": 1e-6, "model_type": "qwen2"}"#,
    #"{"num_attention_heads": "#, "[]", "", "\u{0}",
  ])
  func `a configuration that cannot be is refused`(text: String) throws {
    let network = try zoo("llama")
    #expect(try problem(try network.tensors(), text, extents: [8]) != nil)
  }

  @Test(arguments: ["gpt2-tiny", "bert-tiny"])
  func `more tokens than positions are refused`(name: String) throws {
    let network = try zoo(name)
    for count in [0, 17, 1 << 40] {
      let reason = try #require(try problem(try network.tensors(), network.configuration, extents: [count]))
      #expect(reason.contains("16 positions") && reason.contains("\(count) tokens"), "\(reason)")
    }
  }

  @Test(arguments: [
    [3, 0, 0], [3, -5, 10], [3, 1 << 40, 1 << 40], [3, .max, .max], [3], [], [3, 1, 1, 1],
  ])
  func `extents that no image has end with a network or an error`(extents: [Int]) throws {
    for name in ["resnet20-cifar", "resnet18-small", "vgg-small", "vgg-cifar", "vit-small", "vit-timm"] {
      let network = try zoo(name)
      _ = try problem(try network.tensors(), network.configuration, extents: extents)
    }
  }

  /// Tensors that are left out, renamed, or given other extents at random.
  @Test(arguments: [
    "resnet20-cifar", "resnet18-small", "resnext", "vgg-bn", "vgg-cifar", "vit-small", "deit", "vit-timm",
    "bert-tiny", "gpt2-tiny", "nanogpt", "llama",
  ])
  func `changed tensors end with a network or an error`(name: String) throws {
    let network = try zoo(name)
    let original: Tensors = try network.tensors().filter { $0.tensor.element.isFloat }
    var generator = SeededGenerator(seed: 5, for: .exampleDraw(name.count))
    func below(_ count: Int) -> Int { Int(generator.next() % UInt64(max(count, 1))) }
    var refused = 0
    for _ in 0..<40 {
      var tensors = original
      let place = below(tensors.count)
      let shape = tensors[place].tensor.extents
      switch below(4) {
      case 0: tensors.remove(at: place)
      case 1: tensors[place].name = tensors[below(tensors.count)].name + (below(2) == 0 ? "x" : ".0")
      case 2:
        var extents = shape
        if !extents.isEmpty { extents[below(extents.count)] = [0, 1, 2, 3, 5, 64][below(6)] }
        let count = extents.reduce(1, *)
        tensors[place].tensor = ForeignTensor([Float](repeating: 1, count: count), extents: extents)
      default:
        let extents = below(2) == 0 ? Array(shape.reversed()) : [1] + shape
        tensors[place].tensor = ForeignTensor(tensors[place].tensor.floats(), extents: extents)
      }
      if try problem(tensors, network.configuration, extents: try network.extents()) != nil { refused += 1 }
    }
    #expect(refused >= 20, "\(refused)")
  }
}
