import Networks
import Tensors
import Testing

/// Our convolution beside the library's, which plans with more than one thread run.
@Suite(.enabled(if: Device.isa.hasPrefix("AVX2"))) struct SquareConvolutionStepTests {
  @Test(arguments: [(3, 3), (7, 5), (8, 14), (28, 6)])
  func `outputs have the bits of the library's kernels`(height: Int, width: Int) throws {
    let network = TestNetwork.make(
      "sixteen filters", SampleShape(channels: 3, height: height, width: width), batch: 3
    ) { b in
      func conv(_ name: String, _ input: Int, bias: Bool = false) -> Int {
        b.add(name, .convolution(Convolution(filters: 16, kernel: 3, padding: 1, bias: bias)), input)
      }
      let x = b.add("relu1", .activation(.relu), conv("conv1", 0))
      var y = conv("conv2", x, bias: true)
      y = b.add("bn", .batchNormalization(BatchNormalization()), y)
      y = b.add("sum", .add, y, x)
      y = b.add("relu2", .activation(.relu), y)
      y = conv("conv3", y)
      return b.add("fc", .dense(Dense(units: 3)), b.add("pool", .globalAveragePooling, y))
    }
    let plans = try [1, 2].map { try network.inferencePlan(threads: $0) }
    for plan in plans {
      network.parameters.withUnsafeBufferPointer { plan.load($0) }
      _ = plan.evaluate(count: network.batch)
      #expect(plan.kernelCounts["convolution"] == 3)
    }
    #expect(Array(plans[0].outputs) == Array(plans[1].outputs))
    #expect(plans[0].kernelImplementations["convolution"] == ["jit:avx2", "loop"])
    #expect(plans[1].kernelImplementations["convolution"] == ["jit:avx2"])
  }
}
