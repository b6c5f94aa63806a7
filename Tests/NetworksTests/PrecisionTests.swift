import Models
import Networks
import Tensors
import Testing

/// Inference on `bfloat16` numbers against the slow `Double` reference.
@Suite(.enabled(if: Precision.bfloat16.isSupported)) struct PrecisionTests {
  static let convolutional = TestNetwork.all.filter { network in
    network.graph.nodes.contains { $0.operation.as(Convolution.self) != nil }
  }

  /// Rounding to 8 significant bits changes a number by 2⁻⁹ of it at most. A layer rounds its weights and its result, any
  /// other operation its result. These changes are independent, so that sums of products, which are smaller than the sums
  /// of their terms' sizes, have no greater ones; they add up along the network.
  private func outputTolerance(_ network: TestNetwork) -> Double {
    let roundings = network.graph.nodes.reduce(0) { $0 + (Self.hasWeights($1.operation) ? 2 : 1) }
    return Double(roundings) / 512
  }

  private static func hasWeights(_ operation: Networks.Operation) -> Bool {
    operation.as(Convolution.self) != nil || operation.as(Dense.self) != nil
  }

  @Test(arguments: convolutional, [nil] + ChannelOrder.all.map(Optional.some))
  func `outputs and loss are the reference's but for rounding`(
    network: TestNetwork, order: ChannelOrder?
  ) throws {
    let plan = try network.inferencePlan(precision: .bfloat16, order: order)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let loss = plan.evaluate(count: network.batch).loss
    let outputs = try #require(network.reference(.running).forward(network.tensor(Double.self)).last).values
    let error = relativeError(Array(plan.outputs), outputs)
    #expect(error <= outputTolerance(network))
    // Rounded numbers were used: 24 bits would give an error below 10⁻⁵.
    #expect(error > 1e-4)
    // The gradient of the cross entropy of one sample in its outputs is no longer than √2.
    let size = outputs.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let change = (2 / Double(network.batch)).squareRoot() * error * size
    #expect(abs(loss - network.referenceLoss(.running)) <= change + 1e-5)
    #expect(!plan.isSuspect)
  }

  @Test(arguments: convolutional)
  func `layers run kernels for bfloat16, and nothing runs the library's reference`(network: TestNetwork)
    throws
  {
    let plan = try network.inferencePlan(precision: .bfloat16)
    for operation in ["convolution", "dense layer"] {
      let found = try #require(plan.kernelImplementations[operation])
      #expect(found.allSatisfy { $0.hasSuffix("avx512_core_bf16") }, "\(found)")
    }
    let exact = try network.inferencePlan()
    #expect(plan.referenceKernels.isSubset(of: exact.referenceKernels))
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
    let network = try #require(Self.convolutional.last)
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
