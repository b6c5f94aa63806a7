import Networks
import Tensors
import Testing

/// Kernels of the operations that make images larger.
@Suite struct ImageOperationTests {
  private func graph(_ layer: TransposedConvolution, channels: Int) throws -> Graph {
    var builder = GraphBuilder(input: SampleShape(channels: channels, height: 5, width: 6))
    var x = builder.add("up", .transposedConvolution(layer), 0)
    x = builder.add("bn", .batchNormalization(BatchNormalization()), x)
    _ = builder.add("relu", .activation(.relu), x)
    return try builder.graph()
  }

  static let layers = [
    TransposedConvolution(filters: 16, kernel: 2, stride: 2),
    TransposedConvolution(filters: 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, bias: true),
    TransposedConvolution(filters: 3, kernel: 4, stride: 2, padding: 1, dilation: 2),
  ]

  @Test(arguments: layers, [1, 3, 16, 20])
  func `a transposed convolution runs no reference kernel`(layer: TransposedConvolution, channels: Int) throws
  {
    let graph = try graph(layer, channels: channels)
    let plan = try DifferentiationPlan(
      graph: graph, loss: .meanSquaredError, batchSize: 2, statistics: .running, curvature: true)
    #expect(plan.referenceKernels.isEmpty)
    let fused = try InferencePlan(graph: graph, loss: .meanSquaredError, batchSize: 2)
    #expect(fused.referenceKernels.isEmpty)
    #expect(fused.kernelCounts["transposed convolution"] == 1)
    // What follows is done by the same kernel.
    #expect(fused.kernelCounts["relu"] == nil)
  }

  @Test(.enabled(if: Precision.bfloat16.isSupported), arguments: layers)
  func `a transposed convolution of rounded numbers is near the exact one`(layer: TransposedConvolution)
    throws
  {
    let network = TestNetwork("rounded", try graph(layer, channels: 16), batch: 2, loss: .meanSquaredError)
    let outputs = try [Precision.exact, .bfloat16].map { precision in
      let plan = try network.inferencePlan(precision: precision)
      network.parameters.withUnsafeBufferPointer { plan.load($0) }
      _ = plan.evaluate(count: network.batch)
      #expect(plan.referenceKernels.isEmpty)
      return Array(plan.outputs)
    }
    // Numbers of 8 bits, and sums of random errors.
    #expect(relativeError(outputs[1], outputs[0].map(Double.init)) <= 0.01)
  }
}
