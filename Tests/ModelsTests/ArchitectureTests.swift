import Models
import Networks
import Testing

@Suite struct ArchitectureTests {
  private let cifar = SampleShape(channels: 3, height: 32, width: 32)

  /// Published sizes: 0.27 M and 0.85 M parameters, 41 M and 126 M multiply-adds.
  ///
  /// He et al. 2015, §4.2 and table 6.
  @Test(arguments: [("resnet-20", 0.27, 41.0), ("resnet-56", 0.85, 126.0)])
  func `residual networks have the published size`(name: String, millions: Double, work: Double) throws {
    let graph = try Architecture(name: name).graph(input: cifar, classes: 10)
    #expect((Double(ParameterLayout(graph).trainableCount) / 1e4).rounded() / 100 == millions)
    #expect((Double(graph.multiplyAdds) / 1e6).rounded() <= work + 1)
    #expect((Double(graph.multiplyAdds) / 1e6).rounded() >= work - 1)
  }

  /// Two tables, in each block `12·d² + 13·d`, a last normalization, and weights of the head.
  @Test(arguments: [("gpt-2", 1.0, 64), ("gpt-3", 1, 64), ("gpt-1", 0.25, 16), ("gpt-64", 0.5, 32)])
  func `a language model has as many parameters as its formula says`(
    name: String, factor: Double, d: Int
  ) throws {
    let (tokens, classes) = (10, 24)
    let blocks = try #require(Int(name.dropFirst(4)))
    let graph = try Architecture(name: name, widthFactor: factor).graph(
      input: SampleShape(channels: tokens), classes: classes, text: true)
    let expected = classes * d + tokens * d + blocks * (12 * d * d + 13 * d) + 2 * d + classes * d
    #expect(ParameterLayout(graph).trainableCount == expected)
    #expect(graph.values[0] == ValueShape([1, tokens], element: .int32))
    #expect(graph.values.last == ValueShape([1, tokens, classes]))
    #expect(graph.outputRows(for: .crossEntropy) == (tokens, classes))
    #expect(
      graph.nodes.compactMap { $0.operation.as(Attention.self)?.causal }
        == Array(repeating: true, count: blocks))
  }

  @Test func `a language model begins as GPT-2 does, and its activation is GELU`() throws {
    let architecture = try Architecture(name: "gpt-1")
    #expect(architecture.activation == .gelu && architecture.normalization == .layer)
    #expect(architecture.usualInitialization == .normal(deviation: 0.02))
    #expect(try Architecture(name: "mlp", activation: .tanh).usualInitialization == .xavierUniform)
    #expect(try Architecture(name: "resnet-8").usualInitialization == .heNormal(.input))
  }

  @Test func `text is read by language models alone, and they read nothing else`() throws {
    let shape = SampleShape(channels: 8)
    #expect(throws: ArchitectureError.unsuitableSamples(architecture: "mlp", text: true)) {
      try Architecture(name: "mlp").graph(input: shape, classes: 3, text: true)
    }
    #expect(throws: ArchitectureError.unsuitableSamples(architecture: "gpt-2", text: false)) {
      try Architecture(name: "gpt-2").graph(input: shape, classes: 3)
    }
    #expect(throws: ArchitectureError.unsuitableActivation(architecture: "gpt-2", .prelu)) {
      try Architecture(name: "gpt-2", activation: .prelu)
    }
  }

  @Test(arguments: [-1, 0, 65]) func `a number of blocks out of range is refused`(blocks: Int) {
    #expect(
      throws: (blocks < 0 ? .unknownName("gpt--1") : .invalidBlocks(name: "gpt-\(blocks)", blocks: blocks))
        as ArchitectureError
    ) {
      try Architecture(name: "gpt-\(blocks)")
    }
  }

  @Test func `a plain network is the residual one without its additions`() throws {
    let plain = try Architecture(name: "plain-20").graph(input: cifar, classes: 10)
    let residual = try Architecture(name: "resnet-20").graph(input: cifar, classes: 10)
    #expect(ParameterLayout(plain).blocks.map(\.name) == ParameterLayout(residual).blocks.map(\.name))
    #expect(plain.nodes.allSatisfy { $0.operation != .add })
    #expect(residual.nodes.count { $0.operation == .add } == 9)
  }

  @Test func `blocks are named as in PyTorch`() throws {
    let architecture = try Architecture(name: "resnet-8", shortcut: .projection)
    let names = ParameterLayout(try architecture.graph(input: cifar, classes: 10)).blocks.map(\.name)
    for name in [
      "conv1.weight", "bn1.running_var", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight",
      "layer2.0.downsample.1.running_mean", "layer3.0.bn2.bias", "fc.weight", "fc.bias",
    ] {
      #expect(names.contains(name))
    }
  }

  @Test func `a depth that is not 6n + 2 is refused`() {
    for depth in [2, 7, 21, 57, 2000] {
      #expect(throws: ArchitectureError.invalidDepth(name: "resnet-\(depth)", depth: depth)) {
        try Architecture(name: "resnet-\(depth)")
      }
    }
  }

  @Test func `an unknown name is refused`() {
    for name in ["resnet", "resnet-", "resent-20", "mlp-3", "gpt", "gpt-", "gpt-2-3", ""] {
      #expect(throws: ArchitectureError.unknownName(name)) { try Architecture(name: name) }
    }
  }

  @Test func `samples too small for the downsampling are refused`() {
    #expect(throws: ArchitectureError.self) {
      try Architecture(name: "vgg9").graph(input: SampleShape(channels: 1, height: 8, width: 8), classes: 2)
    }
  }

  @Test(arguments: ["resnet-8", "resnet-56"])
  func `points and rows of a table are too small for residual networks`(name: String) throws {
    let architecture = try Architecture(name: name)
    #expect(throws: ArchitectureError.self) {
      try architecture.graph(input: SampleShape(channels: 2), classes: 2)
    }
    #expect(throws: Never.self) {
      try architecture.graph(input: SampleShape(channels: 1, height: 2, width: 2), classes: 2)
    }
  }

  @Test func `the layout covers the vector without gaps`() throws {
    let layout = ParameterLayout(try Architecture(name: "vgg9").graph(input: cifar, classes: 10))
    var end = 0
    for block in layout.blocks {
      #expect(block.range.lowerBound == end)
      #expect(block.shape.reduce(1, *) == block.range.count)
      end = block.range.upperBound
    }
    #expect(end == layout.count)
  }
}
