import Models
import Networks
import Tensors
import Testing

/// Inference on `bfloat16` numbers against the slow `Double` reference.
@Suite(.enabled(if: Precision.bfloat16.isSupported)) struct PrecisionTests {
  /// Without comparisons, whose results jump where rounding moves a number to the other side.
  static let networks = TestNetwork.all.filter { network in
    !network.graph.nodes.contains { $0.operation.name == Comparison.kind }
      && network.graph.nodes.contains { factors($0.operation) > 0 }
  }

  static let layerNames: Set = ["convolution", "dense layer", "matrix product"]

  /// Factors of an operation that are rounded besides the values of other operations.
  private static func factors(_ operation: Networks.Operation) -> Int {
    switch operation.name {
    case Convolution.kind, Dense.kind, MatrixProduct.kind: 1
    // Two products: the softmax is rounded between them.
    case Attention.kind: 2
    default: 0
    }
  }

  /// Rounding to 8 significant bits changes a number by 2⁻⁹ of it at most.
  ///
  /// A layer rounds its weights and its result, any
  /// other operation its result. These changes are independent, so that sums of products, which are smaller than the sums
  /// of their terms' sizes, have no greater ones; they add up along the network.
  private func outputTolerance(_ network: TestNetwork) -> Double {
    Double(network.graph.nodes.reduce(0) { $0 + 1 + Self.factors($1.operation) }) / 512
  }

  /// The reference's outputs in the plan's order: the classes of an image next to each other.
  private func outputs(of network: TestNetwork) throws -> [Double] {
    let values = network.reference(.running).forward(
      network.tensor(Double.self), network.others(Double.self))
    let outputs = try #require(values.last).values
    let shape = network.graph.outputShape
    guard network.loss.takesLabels, shape.area > 1 else { return outputs }
    return (0..<network.batch * shape.area).flatMap { pixel in
      (0..<shape.channels).map { channel in
        outputs[(pixel / shape.area * shape.channels + channel) * shape.area + pixel % shape.area]
      }
    }
  }

  @Test(arguments: networks, [nil] + ChannelOrder.all.map(Optional.some))
  func `outputs and loss are the reference's but for rounding`(
    network: TestNetwork, order: ChannelOrder?
  ) throws {
    let plan = try network.inferencePlan(precision: .bfloat16, order: order)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let loss = plan.evaluate(count: network.batch).loss
    let outputs = try outputs(of: network)
    let error = relativeError(Array(plan.outputs), outputs)
    #expect(error <= outputTolerance(network))
    // Rounded numbers were used: 24 bits would give an error below 10⁻⁵.
    #expect(error > 1e-4)
    guard network.loss == .crossEntropy, network.labels.count == network.batch else { return }
    // The gradient of the cross entropy of one sample in its outputs is no longer than √2.
    let size = outputs.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let change = (2 / Double(network.batch)).squareRoot() * error * size
    #expect(abs(loss - network.referenceLoss(.running)) <= change + 1e-5)
  }

  @Test(arguments: networks)
  func `layers run kernels for bfloat16, and nothing runs the library's reference`(network: TestNetwork)
    throws
  {
    let plan = try network.inferencePlan(precision: .bfloat16)
    let found = plan.kernelImplementations.filter { Self.layerNames.contains($0.key) }
    #expect(!found.isEmpty)
    // Convolutions in groups of several channels are matrix products, whose name does not tell their type. Processors with
    // tiles of matrices (AMX) have kernels of their own.
    let known = found.values.joined().allSatisfy {
      $0.hasSuffix("avx512_core_bf16") || $0.contains("_amx") || $0 == "x64:gemm:jit"
    }
    #expect(known, "\(found)")
    #expect(plan.referenceKernels.isEmpty)
  }

  /// Exact kernels, too, may compute with what lies in the unused lanes of their registers.
  @Test(arguments: networks)
  func `rounded numbers are suspect only where exact ones are`(network: TestNetwork) throws {
    let suspects = try [Precision.exact, .bfloat16].map { precision in
      let plan = try network.inferencePlan(precision: precision)
      network.parameters.withUnsafeBufferPointer { plan.load($0) }
      _ = plan.evaluate(count: network.batch)
      return plan.isSuspect
    }
    #expect(suspects[0] || !suspects[1])
  }

  @Test(arguments: ["plain-8", "resnet-8", "vgg9"], 1...16)
  func `no kernel is the library's reference, whatever the width`(name: String, sixteenths: Int) throws {
    let shape = SampleShape(channels: 3, height: 32, width: 32)
    let graph = try Architecture(name: name, widthFactor: Double(sixteenths) / 16).graph(
      input: shape, classes: 10)
    let plan = try InferencePlan(
      graph: graph, loss: .crossEntropy, batchSize: 4, precision: .bfloat16, threads: 1)
    #expect(plan.referenceKernels.isEmpty)
  }

  @Test func `between layers numbers stay rounded`() throws {
    let graph = try Architecture(name: "resnet-20")
      .graph(input: SampleShape(channels: 16, height: 16, width: 16), classes: 10)
    let plan = try InferencePlan(
      graph: graph, loss: .crossEntropy, batchSize: 2, precision: .bfloat16, threads: 1)
    let counts = plan.kernelCounts
    #expect(counts["convolution"] == 19 && counts["dense layer"] == 1 && counts["pooling"] == 1)
    #expect(counts["sum"] == nil && counts["relu"] == nil)
    // The samples are rounded; a shortcut may be in an order of its own.
    #expect((counts["reorder"] ?? 0) <= 3)
  }

  @Test func `a second load and a second batch leave nothing of the first`() throws {
    let network = try #require(Self.networks.last)
    let plan = try network.inferencePlan(precision: .bfloat16)
    func loss(_ parameters: [Float]) -> Double {
      parameters.withUnsafeBufferPointer { plan.load($0) }
      return plan.evaluate(count: network.batch).loss
    }
    let first = loss(network.parameters)
    let other = loss(network.parameters.map { $0 * 0.5 })
    #expect(first != other)
    #expect(loss(network.parameters) == first)
  }
}

@Suite(.enabled(if: !Precision.bfloat16.isSupported)) struct MissingPrecisionTests {
  @Test func `a processor without bfloat16 refuses it`() throws {
    let network = try #require(TestNetwork.all.first)
    #expect(throws: KernelError.noBFloat16(instructions: Device.isa)) {
      _ = try network.inferencePlan(precision: .bfloat16)
    }
  }
}
