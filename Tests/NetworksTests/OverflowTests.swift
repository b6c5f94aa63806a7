import Networks
import Tensors
import Testing

/// Overflows that the losses do not show.
@Suite struct OverflowTests {
  static let precisions = Precision.allCases.filter(\.isSupported)

  /// Two convolutions with a rectifier each, the first of them with weights of one value, and a dense layer.
  private func network(_ weight: Float, samples: Float) throws -> TestNetwork {
    let network = TestNetwork.make("hidden", SampleShape(channels: 2, height: 4, width: 4), batch: 2) { b in
      var x = b.add("conv1", .convolution(Convolution(filters: 4, kernel: 3, bias: true)), 0)
      x = b.add("relu1", .activation(.relu), x)
      x = b.add("conv2", .convolution(Convolution(filters: 16, kernel: 1)), x)
      x = b.add("relu2", .activation(.relu), x)
      x = b.add("flatten", .flatten, x)
      return b.add("fc", .dense(Dense(units: 3)), x)
    }
    var parameters = network.parameters
    for block in network.layout.blocks {
      for i in block.range {
        switch block.name {
        case "conv1.weight": parameters[i] = weight
        // Negative, so that what overflows upwards is hidden by the second rectifier.
        case "conv2.weight": parameters[i] = -abs(parameters[i])
        default: break
        }
      }
    }
    return network.with(parameters: parameters, images: network.images.map { _ in samples })
  }

  @Test(
    arguments: precisions,
    [(-1e30, 1e10), (1e30, 1e10), (-1e20, 1e20), (3e38, 1), (1, 1e38)] as [(Float, Float)])
  func `an overflow that rectifiers hide makes a pass suspect`(
    precision: Precision, sizes: (weight: Float, samples: Float)
  ) throws {
    let network = try network(sizes.weight, samples: sizes.samples)
    let plan = try network.inferencePlan(precision: precision)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let loss = plan.evaluate(count: network.batch).loss
    // The rectifiers of some instruction sets hand the overflow on, to the loss.
    #expect(plan.isSuspect || !loss.isFinite)
  }

  @Test(
    arguments: precisions,
    [(-1e5, 1e10, 1e25), (1e5, 1e10, 1e18), (1e20, 1e-10, 1e18), (1e-10, 1e20, 1e18)]
      as [(Float, Float, Float)])
  func `large numbers that are far from an overflow are not suspect, and leave no suspicion behind`(
    precision: Precision, sizes: (weight: Float, samples: Float, factor: Float)
  ) throws {
    let network = try network(sizes.weight, samples: sizes.samples)
    let plan = try network.inferencePlan(precision: precision)
    // Weights beyond 2²⁷ can overflow with values below 2¹⁰⁰.
    let isLarge = precision == .bfloat16 && sizes.weight > 1e6
    for factor in [1, sizes.factor, 1] {
      network.parameters.map { $0 * factor }.withUnsafeBufferPointer { plan.load($0) }
      _ = plan.evaluate(count: network.batch)
      #expect(plan.isSuspect == (factor > 1 || isLarge), "\(factor)")
    }
  }

  @Test func `with several threads every pass is suspect`() throws {
    let network = try network(1, samples: 1)
    let plan = try network.inferencePlan(threads: 2)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    _ = plan.evaluate(count: network.batch)
    #expect(plan.isSuspect)
  }
}
