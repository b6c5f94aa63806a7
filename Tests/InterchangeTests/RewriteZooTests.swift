import Interchange
import Models
import Networks
import Testing

/// One network in several files: exporters write it differently, rewrites find the same layers.
@Suite struct RewriteZooTests {
  /// Kinds of operations that most of the work is in, or that have kernels of their own.
  private static let kinds: Set<String> = [
    Attention.kind, Dense.kind, Convolution.kind, TransposedConvolution.kind, MatrixProduct.kind,
    Recurrent.kind,
    Embedding.kind, LayerNormalization.kind, RootMeanSquareNormalization.kind, GroupNormalization.kind,
    SoftmaxOperation.kind,
  ]
  private static let activations: [Networks.Operation] = [
    .activation(.gelu), .activation(.silu), .elementary(.geluTanh), .elementary(.hardSwish),
    .elementary(.mish),
  ]

  /// How often each of them occurs in the network of a file.
  private static func layers(_ path: String) throws -> [String: Int] {
    var options = ModelImport.Options()
    options.loss = .meanSquaredError
    let graph = try ModelImport.model(path, options, program: "test").graph
    var counts: [String: Int] = [:]
    for node in graph.nodes {
      if kinds.contains(node.operation.name) { counts[node.operation.name, default: 0] += 1 }
      if activations.contains(node.operation) { counts["\(node.operation.base)", default: 0] += 1 }
    }
    return counts
  }

  /// Files whose exporters compute something in another way: pooling to a fixed size as means of slices, a recurrent layer
  /// step by step.
  private static let exceptions: Set<String> = ["alexnet.onnx", "vgg-bn.onnx", "vgg-small.onnx", "rnn.onnx"]

  @Test(arguments: Zoo.networks.filter { $0.name.hasSuffix(".onnx") })
  func `an ONNX file has the layers of the PyTorch file`(file: Zoo.File) throws {
    let expected = try Self.layers("\(Zoo.folder)/\(file.entry.name).pt2")
    let found = try Self.layers(file.path)
    if Self.exceptions.contains(file.name) {
      #expect(found != expected, "\(file.name) is no exception any more")
    } else {
      #expect(found == expected)
    }
  }

  /// Counted in the sources of the models.
  @Test(arguments: [
    ("vit-small", 2, 5), ("bert-tiny", 2, 5), ("gpt2-tiny", 2, 5), ("swin", 3, 9), ("maxvit", 4, 9),
    ("distilbert", 2, 5),
    ("albert", 3, 8), ("relative-attention", 1, 1),
  ])
  func `attention and normalization are single nodes`(name: String, attentions: Int, normalizations: Int)
    throws
  {
    let layers = try Self.layers("\(Zoo.folder)/\(name).pt2")
    #expect(layers[Attention.kind] == attentions)
    #expect(layers[LayerNormalization.kind] == normalizations)
    #expect(layers[SoftmaxOperation.kind] == nil)
    #expect(layers[MatrixProduct.kind] == nil)
  }

  @Test func `Llama shares keys and values and normalizes by the root of the mean square`() throws {
    for name in ["llama.pt2", "llama.onnx", "llama.opset23.onnx"] {
      let graph = try ModelImport.model("\(Zoo.folder)/\(name)", program: "test").graph
      let attentions = graph.nodes.filter { $0.operation.as(Attention.self) != nil }
      #expect(attentions.count == 2)
      for node in attentions {
        #expect(node.operation.as(Attention.self)?.causal == true)
        #expect(node.inputs.map { graph.values[$0].extents[1] } == [4, 2, 2])
      }
      #expect(graph.nodes.count { $0.operation.as(RootMeanSquareNormalization.self) != nil } == 5)
    }
  }
}
