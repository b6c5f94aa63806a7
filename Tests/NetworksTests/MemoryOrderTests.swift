import Networks
import Tensors
import Testing

/// Our loops on every order of memory, whichever of them the kernels of this processor prefer.
@Suite struct MemoryOrderTests {
  /// As in `DifferentiationPlanTests`, whose error analysis does not depend on the order.
  private let tolerance = DifferentiationPlanTests.vectorTolerance

  @Test(arguments: TestNetwork.all)
  func `every order gives the reference's loss, gradient and curvature`(network: TestNetwork) throws {
    let loss = network.referenceLoss(.running)
    let gradient = network.referenceGradient(.running)
    let product = network.referenceHessianVectorProduct()
    for order in ChannelOrder.all {
      let found = try network.derivatives(order: order)
      #expect(relativeError(found.gradient, gradient) <= tolerance, "\(order)")
      #expect(relativeError(found.product, product) <= 2 * tolerance, "\(order)")
      let fused = try network.inferencePlan(order: order)
      network.parameters.withUnsafeBufferPointer { fused.load($0) }
      #expect(abs(fused.evaluate(count: network.batch).loss - loss) <= 1e-5 * loss, "\(order)")
    }
  }

  @Test(arguments: TestNetwork.all)
  func `every order gives the reference's gradient in training`(network: TestNetwork) throws {
    let expected = network.referenceGradient(.batch)
    for order in ChannelOrder.all {
      let (_, gradient) = try network.gradient(.batch, order: order)
      #expect(relativeError(gradient, expected) <= tolerance, "\(order)")
    }
  }

  /// Each loop of ours once, with as many channels as leave every remainder by 4, 8 and 16, and with extents of 1.
  @Test(arguments: 1...40)
  func `loops give the same in every order for any number of channels`(channels: Int) throws {
    for (height, width) in [(3, 3), (1, 3), (3, 1), (1, 1)] {
      let network = Self.loops(channels, height, width)
      let expected = try network.derivatives(order: .rowMajor)
      let loss = try loss(of: network, .rowMajor)
      for order in ChannelOrder.all.dropFirst() {
        let found = try network.derivatives(order: order)
        let fused = try self.loss(of: network, order)
        let place: Comment = "\(order), \(channels)×\(height)×\(width)"
        #expect(relativeError(found.gradient, expected.gradient.map(Double.init)) <= tolerance, place)
        #expect(relativeError(found.product, expected.product.map(Double.init)) <= 2 * tolerance, place)
        #expect(abs(fused - loss) <= 1e-5 * loss, place)
      }
    }
  }

  /// The same against the reference, where it is quick.
  @Test(arguments: [1, 2, 3, 5, 9, 17])
  func `loops in row-major order give the reference's`(channels: Int) throws {
    for (height, width) in [(3, 3), (1, 3), (3, 1), (1, 1)] {
      let network = Self.loops(channels, height, width)
      let found = try network.derivatives(order: .rowMajor)
      #expect(relativeError(found.gradient, network.referenceGradient(.running)) <= tolerance)
      #expect(relativeError(found.product, network.referenceHessianVectorProduct()) <= 2 * tolerance)
    }
  }

  private static func loops(_ channels: Int, _ height: Int, _ width: Int) -> TestNetwork {
    let shape = SampleShape(channels: channels, height: height, width: width)
    return TestNetwork.make("loops", shape, batch: 2) { b in
      var x = b.add("bn", .batchNormalization(BatchNormalization()), 0)
      x = b.add("prelu", .activation(.prelu), x)
      // A group of a single number has no variance.
      if shape.count > 1 {
        let groups = channels % 3 == 0 && channels > 3 ? 3 : 1
        x = b.add("gn", .groupNormalization(GroupNormalization(groups: groups)), x)
      }
      x = b.add("gelu", .activation(.gelu), x)
      x = b.add("drop", .dropout(Dropout(rate: 0.25, form: .classic)), x)
      let y = b.add("bn2", .batchNormalization(BatchNormalization()), x)
      x = b.add("sum", .add, x, y)
      x = b.add("relu", .activation(.relu), x)
      x = b.add("skip", .subsampling(Subsampling(stride: 2, channels: channels + 3)), x)
      x = b.add("pool", .globalAveragePooling, x)
      return b.add("fc", .dense(Dense(units: 3)), x)
    }
  }

  private func loss(of network: TestNetwork, _ order: ChannelOrder) throws -> Double {
    let plan = try network.inferencePlan(order: order)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    return plan.evaluate(count: network.batch).loss
  }
}
