import Models
import Networks
import Tensors
import Testing

/// Which kernels a compiled network runs.
@Suite struct FusionTests {
  private func counts(_ name: String, _ shortcut: Architecture.Shortcut = .zeroPadding) throws -> [String:
    Int]
  {
    let graph = try Architecture(name: name, shortcut: shortcut)
      .graph(input: SampleShape(channels: 3, height: 32, width: 32), classes: 10)
    return try InferencePlan(graph: graph, loss: .crossEntropy, batchSize: 2).kernelCounts
  }

  /// 6n + 2 layers: 6n + 1 convolutions, each with its normalization, every second with a sum, all with a rectifier.
  @Test(arguments: [("resnet-8", 7), ("resnet-20", 19), ("resnet-56", 55)])
  func `every residual sum is formed by the convolution before it`(name: String, convolutions: Int) throws {
    let counts = try counts(name)
    #expect(counts["convolution"] == convolutions)
    #expect(counts["dense layer"] == 1 && counts["pooling"] == 1)
    #expect(counts["sum"] == nil && counts["relu"] == nil)
    // The two shortcuts that shrink the image.
    #expect(counts["loop"] == 2)
  }

  @Test func `sums after projections are formed by convolutions too`() throws {
    let counts = try counts("resnet-20", .projection)
    #expect(counts["convolution"] == 21)
    #expect(counts["sum"] == nil && counts["relu"] == nil && counts["loop"] == nil)
  }

  /// A value that something else reads later is no place for a sum.
  @Test func `a sum with a value that is read again keeps it`() throws {
    let network = TestNetwork.make("read again", SampleShape(channels: 3, height: 5, width: 5), batch: 2) {
      b in
      let x = b.add("conv1", .convolution(Convolution(filters: 16, kernel: 3, padding: 1)), 0)
      let y = b.add("conv2", .convolution(Convolution(filters: 16, kernel: 3, padding: 1)), x)
      var z = b.add("sum1", .add, y, x)
      z = b.add("conv3", .convolution(Convolution(filters: 16, kernel: 3, padding: 1)), z)
      z = b.add("sum2", .add, z, x)
      z = b.add("pool", .globalAveragePooling, z)
      return b.add("fc", .dense(Dense(units: 3)), z)
    }
    let plan = try network.inferencePlan()
    #expect(plan.kernelCounts["sum"] == 1)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let expected = network.referenceLoss(.running)
    #expect(abs(plan.evaluate(count: network.batch).loss - expected) <= 1e-5 * expected)
  }

  /// As in dense blocks; the concatenation that is read twice stays.
  @Test(arguments: ChannelOrder.all)
  func `joined channels are normalized and rectified as one after another`(order: ChannelOrder) throws {
    let network = TestNetwork.make("dense block", SampleShape(channels: 3, height: 5, width: 4), batch: 3) {
      b in
      func convolution(_ name: String, _ filters: Int, _ input: Int) -> Int {
        b.add(name, .convolution(Convolution(filters: filters, kernel: 3, padding: 1)), input)
      }
      let x = convolution("conv1", 24, 0)
      let first = b.add("norm1", .batchNormalization(.init()), x)
      let y = convolution("conv2", 40, b.add("relu1", .activation(.relu), first))
      let second = b.add("norm2", .batchNormalization(.init()), b.add("join2", .concatenate(axis: 1), x, y))
      let z = convolution("conv3", 8, b.add("relu2", .activation(.relu), second))
      let join = b.add("join3", .concatenate(axis: 1), x, y, z)
      let third = b.add("norm3", .batchNormalization(.init()), join)
      let sum = b.add("sum", .add, third, join)
      return b.add("fc", .dense(Dense(units: 3)), b.add("pool", .globalAveragePooling, sum))
    }
    let plan = try network.inferencePlan(order: order)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let expected = network.referenceLoss(.running)
    #expect(abs(plan.evaluate(count: network.batch).loss - expected) <= 1e-5 * expected)
  }

  /// A function that does not leave 0 where it is stays a step of its own.
  @Test func `convolutions apply functions that leave zero where it is`() throws {
    let functions: [(Operation, fuses: Bool)] = [
      (.elementary(.clip, 0, 6), true), (.elementary(.clip, 0.5, 6), false), (.elementary(.hardSwish), true),
      (.elementary(.swish, 1.702), true), (.elementary(.geluTanh), true), (.elementary(.mish), true),
      (.elementary(.exponential), false),
    ]
    for (function, fuses) in functions {
      let network = TestNetwork.make("\(function)", SampleShape(channels: 3, height: 5, width: 5), batch: 2) {
        b in
        let x = b.add("conv", .convolution(Convolution(filters: 20, kernel: 3, padding: 1)), 0)
        let y = b.add("pool", .globalAveragePooling, b.add("function", function, x))
        return b.add("fc", .dense(Dense(units: 3)), y)
      }
      let plan = try network.inferencePlan()
      #expect(plan.kernelCounts["loop"] == (fuses ? nil : 1), "\(function)")
      network.parameters.withUnsafeBufferPointer { plan.load($0) }
      let expected = network.referenceLoss(.running)
      #expect(abs(plan.evaluate(count: network.batch).loss - expected) <= 1e-5 * expected, "\(function)")
    }
  }

  /// The reference is slower by a factor of a hundred: a network that meets it seems to stand still.
  @Test(arguments: ["plain-8", "resnet-8", "vgg9", "mlp"], 1...16)
  func `no kernel is the library's reference, whatever the width`(name: String, sixteenths: Int) throws {
    let shape = SampleShape(channels: 3, height: 32, width: 32)
    for shortcut in [Architecture.Shortcut.zeroPadding, .projection]
    where name == "resnet-8" || shortcut == .projection {
      let graph = try Architecture(
        name: name, widths: [sixteenths, 9], widthFactor: name == "mlp" ? 1 : Double(sixteenths) / 16,
        shortcut: name == "resnet-8" ? shortcut : .zeroPadding
      ).graph(input: name == "mlp" ? SampleShape(channels: 5) : shape, classes: 10)
      for statistics in [BatchStatistics.batch, .running] {
        let plan = try DifferentiationPlan(
          graph: graph, loss: .crossEntropy, batchSize: 4, statistics: statistics,
          curvature: statistics == .running)
        #expect(plan.referenceKernels.isEmpty, "\(statistics)")
      }
      #expect(try InferencePlan(graph: graph, loss: .crossEntropy, batchSize: 4).referenceKernels.isEmpty)
    }
  }
}
