import Networks
import Tensors
import Testing

/// Operations against other programs, which have the same conventions: where a window lies, which gate comes first.
@Suite struct ForeignValueTests {
  @Test(arguments: ForeignValue.transposedConvolutions)
  func `a transposed convolution is PyTorch's`(value: ForeignValue) throws { try check(value) }

  @Test(arguments: ForeignValue.recurrences)
  func `a recurrent layer is PyTorch's and ONNX's`(value: ForeignValue) throws { try check(value) }

  @Test(arguments: ForeignValue.resizes)
  func `a resized image is PyTorch's or ONNX's`(value: ForeignValue) throws { try check(value) }

  private func check(_ value: ForeignValue, tolerance: Double = 2e-6) throws {
    let graph = try value.graph()
    let batch = value.extents[0]
    let count = value.extents.reduce(1, *)
    let parameters = (0..<ParameterLayout(graph).count).map(ForeignValue.parameter)
    let fused = try InferencePlan(graph: graph, loss: .meanSquaredError, batchSize: batch)
    for i in 0..<count { fused.inputs[0].floats[i] = ForeignValue.sample(i) }
    parameters.withUnsafeBufferPointer { fused.load($0) }
    _ = fused.evaluate(count: batch)
    #expect(relativeError(Array(fused.outputs), value.expected) <= tolerance)
    let plan = try DifferentiationPlan(
      graph: graph, loss: .meanSquaredError, batchSize: batch, statistics: .running)
    for i in 0..<count { plan.inputs[0].floats[i] = ForeignValue.sample(i) }
    _ = parameters.withUnsafeBufferPointer { plan.evaluate(at: $0) }
    #expect(relativeError(Array(plan.outputs), value.expected) <= tolerance)
  }
}
