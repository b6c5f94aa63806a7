import FoundationEssentials
import Networks
import Tensors
import Testing

/// Operations on tensors of any rank: shapes by hand, expansions, sample weights, files.
@Suite struct OperationTests {
  struct Case: CustomTestStringConvertible {
    let operation: Networks.Operation
    let inputs: [ValueShape]
    /// Nil where the operation must refuse.
    let output: ValueShape?

    var testDescription: String { "\(operation.name) of \(inputs)" }
  }

  private static func shape(_ extents: [Int], _ batchAxis: Int? = 0) -> ValueShape {
    ValueShape(extents, batchAxis: batchAxis)
  }

  static let cases: [Case] = [
    Case(operation: .permute(0, 2, 1, 3), inputs: [shape([1, 5, 2, 3])], output: shape([1, 2, 5, 3])),
    Case(operation: .permute(1, 0), inputs: [shape([1, 4])], output: shape([4, 1], 1)),
    Case(operation: .permute(1, 1), inputs: [shape([1, 4])], output: nil),
    Case(operation: .reshape([2, 4, 3]), inputs: [shape([1, 2, 4, 3])], output: shape([2, 4, 3])),
    Case(
      operation: .reshape([4, 1, 3], batchAxis: 1), inputs: [shape([4, 1, 3], 1)],
      output: shape([4, 1, 3], 1)),
    Case(operation: .reshape([1, 12]), inputs: [shape([4, 1, 3], 1)], output: nil),
    Case(operation: .reshape([1, 5]), inputs: [shape([1, 6])], output: nil),
    Case(operation: .slice(axis: 1, 2..<5), inputs: [shape([1, 6, 2])], output: shape([1, 3, 2])),
    Case(operation: .slice(axis: 1, 4..<7), inputs: [shape([1, 6])], output: nil),
    Case(operation: .slice(axis: 0, 0..<1), inputs: [shape([1, 6])], output: nil),
    Case(
      operation: .concatenate(axis: 1), inputs: [shape([1, 2, 3]), shape([1, 4, 3])],
      output: shape([1, 6, 3])),
    Case(operation: .concatenate(axis: 1), inputs: [shape([1, 2, 3]), shape([1, 4, 2])], output: nil),
    Case(operation: .pad(before: [0, 1], after: [0, 2]), inputs: [shape([1, 4])], output: shape([1, 7])),
    Case(operation: .pad(before: [1, 0], after: [0, 0]), inputs: [shape([1, 4])], output: nil),
    Case(
      operation: .matrixProduct, inputs: [shape([1, 2, 3, 4]), shape([1, 2, 4, 5])],
      output: shape([1, 2, 3, 5])),
    Case(
      operation: .matrixProduct, inputs: [shape([1, 3, 4]), shape([1, 4, 2], nil)], output: shape([1, 3, 2])),
    Case(operation: .matrixProduct, inputs: [shape([1, 3, 4]), shape([1, 3, 4])], output: nil),
    Case(
      operation: .arithmetic(.add), inputs: [shape([1, 3, 4]), shape([4], nil)], output: shape([1, 3, 4])),
    Case(
      operation: .arithmetic(.divide), inputs: [shape([3, 1], nil), shape([1, 3, 4])],
      output: shape([1, 3, 4])),
    Case(operation: .arithmetic(.add), inputs: [shape([1, 3]), shape([1, 4])], output: nil),
    Case(operation: .arithmetic(.add), inputs: [shape([1, 3]), shape([5, 3], nil)], output: nil),
    Case(operation: .mean(axes: 1), inputs: [shape([1, 3, 4])], output: shape([1, 1, 4])),
    Case(operation: .sum(axes: 0), inputs: [shape([1, 3])], output: nil),
    Case(operation: .maximum(axes: 1, 3), inputs: [shape([1, 3, 4, 5])], output: shape([1, 1, 4, 1])),
    Case(operation: .product(axes: 0), inputs: [shape([1, 3])], output: nil),
    Case(
      operation: .arithmetic(.maximum), inputs: [shape([1, 3, 4]), shape([3, 1], nil)],
      output: shape([1, 3, 4])),
    Case(operation: .arithmetic(.power), inputs: [shape([1, 3]), shape([1, 4])], output: nil),
    Case(
      operation: .comparison(.less), inputs: [shape([4], nil), shape([1, 3, 4])], output: shape([1, 3, 4])),
    Case(
      operation: .comparison(.equal), inputs: [shape([1, 3]), ValueShape([1, 3], element: .int32)],
      output: nil),
    Case(
      operation: .selection, inputs: [shape([3, 1], nil), shape([1, 3, 4]), shape([1], nil)],
      output: shape([1, 3, 4])),
    Case(operation: .selection, inputs: [shape([1, 3]), shape([1, 3]), shape([1, 2])], output: nil),
    Case(operation: .gather(axis: 1, [2, 2, 0, 1]), inputs: [shape([1, 3, 5])], output: shape([1, 4, 5])),
    Case(operation: .gather(axis: 0, [3, 0]), inputs: [shape([4, 2], nil)], output: shape([2, 2], nil)),
    Case(operation: .gather(axis: 1, [3]), inputs: [shape([1, 3, 5])], output: nil),
    Case(operation: .gather(axis: 0, [0]), inputs: [shape([1, 3])], output: nil),
    Case(operation: .gather(axis: 1, []), inputs: [shape([1, 3])], output: nil),
    Case(operation: .logSoftmax, inputs: [shape([1, 3, 4])], output: shape([1, 3, 4])),
    Case(operation: .logSoftmax, inputs: [shape([3, 1], 1)], output: nil),
    Case(
      operation: .layerNormalization(LayerNormalization(affine: false)), inputs: [shape([1, 3, 4])],
      output: shape([1, 3, 4])),
    Case(
      operation: .rmsNormalization(RootMeanSquareNormalization(affine: false)), inputs: [shape([1, 3, 4])],
      output: shape([1, 3, 4])),
    Case(
      operation: .groupNormalization(GroupNormalization(groups: 2, affine: false)),
      inputs: [shape([1, 4, 2, 2])], output: shape([1, 4, 2, 2])),
    Case(operation: .softmax(), inputs: [shape([1, 3, 4])], output: shape([1, 3, 4])),
    Case(operation: .softmax(causal: true), inputs: [shape([1, 5, 4])], output: nil),
    Case(operation: .layerNormalization(), inputs: [shape([1, 3, 1])], output: nil),
    Case(
      operation: .embedding(count: 9, width: 4), inputs: [ValueShape([1, 5], element: .int32)],
      output: shape([1, 5, 4])),
    Case(operation: .embedding(count: 9, width: 4), inputs: [shape([1, 5])], output: nil),
    Case(operation: .embedding(count: 1 << 40, width: 1 << 40), inputs: [shape([1, 5])], output: nil),
    Case(
      operation: .attention(scale: 1),
      inputs: [shape([1, 2, 3, 4]), shape([1, 2, 5, 4]), shape([1, 2, 5, 6])], output: shape([1, 2, 3, 6])),
    Case(
      operation: .attention(scale: 1, causal: true),
      inputs: [shape([1, 2, 5, 4]), shape([1, 2, 3, 4]), shape([1, 2, 3, 6])], output: nil),
    Case(operation: .dense(Dense(units: 7)), inputs: [shape([1, 5, 4])], output: shape([1, 5, 7])),
    Case(
      operation: .dense(Dense(units: 7, bias: false)), inputs: [shape([1, 5, 4]), shape([7, 4], nil)],
      output: shape([1, 5, 7])),
    Case(operation: .dense(Dense(units: 7)), inputs: [shape([1, 5, 4]), shape([7, 3], nil)], output: nil),
    Case(
      operation: .convolution(
        Convolution(
          filters: 6, kernel: 3, padding: Padding2(top: 0, left: 1, bottom: 2, right: 0), dilation: 2)),
      inputs: [shape([1, 4, 9, 8])], output: shape([1, 6, 7, 5])),
    Case(
      operation: .convolution(Convolution(filters: 6, kernel: 1, groups: 4)), inputs: [shape([1, 4, 3, 3])],
      output: nil),
    Case(
      operation: .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2, ceil: true)),
      inputs: [shape([1, 4, 9, 8])], output: shape([1, 4, 5, 4])),
    // torch.nn.ConvTranspose2d(4, 6, (3, 2), (2, 1), (1, 0), (1, 0), 2, dilation=(2, 1)) makes [1, 6, 16, 7] of [1, 4, 7, 6].
    Case(
      operation: .transposedConvolution(
        TransposedConvolution(
          filters: 6, kernel: Extent2(height: 3, width: 2), stride: Extent2(height: 2, width: 1),
          padding: Padding2(top: 1, left: 0, bottom: 1, right: 0),
          outputPadding: Extent2(height: 1, width: 0),
          dilation: Extent2(height: 2, width: 1), groups: 2)),
      inputs: [shape([1, 4, 7, 6])], output: shape([1, 6, 16, 7])),
    Case(
      operation: .transposedConvolution(TransposedConvolution(filters: 6, kernel: 1, padding: 3)),
      inputs: [shape([1, 4, 3, 3])], output: nil),
    Case(
      operation: .transposedConvolution(
        TransposedConvolution(filters: 6, kernel: 2, stride: 2, outputPadding: 2)),
      inputs: [shape([1, 4, 3, 3])], output: nil),
    Case(
      operation: .transposedConvolution(TransposedConvolution(filters: 6, kernel: 2, stride: 2, bias: true)),
      inputs: [shape([1, 4, 3, 3]), shape([6, 4, 2, 2], nil), shape([6], nil)], output: shape([1, 6, 6, 6])),
    Case(
      operation: .recurrent(Recurrent(.gruWithResetFirst, units: 5, reverse: true)),
      inputs: [shape([1, 7, 4]), shape([15, 4], nil)], output: shape([1, 7, 5])),
    Case(operation: .recurrent(Recurrent(.lstm, units: 5)), inputs: [shape([1, 4])], output: nil),
    Case(
      operation: .attention(scale: 1),
      inputs: [
        shape([1, 6, 3, 4]), shape([1, 2, 5, 4]), shape([1, 2, 5, 7]), shape([1, 1, 1, 5]),
      ], output: shape([1, 6, 3, 7])),
    Case(
      operation: .attention(scale: 1),
      inputs: [shape([1, 5, 3, 4]), shape([1, 2, 5, 4]), shape([1, 2, 5, 7])], output: nil),
    Case(
      operation: .resize(
        Resize(
          size: Extent2(height: 4, width: 9), mode: .cubic, coordinates: .asymmetric, rounding: .ceil,
          cubicCoefficient: -0.5, antialias: true, excludesOutside: true, scales: [0.9, 1.5])),
      inputs: [shape([1, 3, 5, 6])], output: shape([1, 3, 4, 9])),
    Case(
      operation: .resize(Resize(size: 4, mode: .linear, antialias: true, scales: [1e-9, 1])),
      inputs: [shape([1, 3, 4, 4])], output: nil),
    Case(operation: .recurrent(Recurrent(.lstm, units: 1 << 40)), inputs: [shape([1, 7, 4])], output: nil),
  ]

  @Test(arguments: cases) func `an operation makes the shape that its definition says, or refuses`(test: Case)
  {
    #expect(test.operation.base.outputShape(of: test.inputs) == test.output)
  }

  @Test(arguments: cases) func `an operation survives its file form`(test: Case) throws {
    let data = try JSONEncoder().encode(test.operation)
    #expect(try JSONDecoder().decode(Networks.Operation.self, from: data) == test.operation)
  }

  /// What version 0.1 wrote, byte for byte: digests of checkpoints are of this text.
  @Test func `operations of version 0.1 keep their file form`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func text(_ operation: Networks.Operation) throws -> String {
      String(decoding: try encoder.encode(operation), as: UTF8.self)
    }
    #expect(
      try text(.convolution(Convolution(filters: 16, kernel: 3, stride: 2, padding: 1)))
        == #"{"bias":false,"filters":16,"kernel":3,"kind":"convolution","padding":1,"stride":2}"#)
    #expect(
      try text(.pooling(Pooling(kind: .average, kernel: 2, stride: 2)))
        == #"{"kernel":2,"kind":"pooling","padding":0,"statistic":"average","stride":2}"#)
    #expect(
      try text(.activation(.leakyReLU(slope: 0.2))) == #"{"function":"leaky-relu:0.2","kind":"activation"}"#)
    #expect(
      try text(.input(SampleShape(channels: 3, height: 8, width: 8)))
        == #"{"channels":3,"height":8,"kind":"input","width":8}"#)
    #expect(try text(.add) == #"{"kind":"add"}"#)
    #expect(
      try text(.groupNormalization(GroupNormalization(groups: 2, epsilon: 0.5)))
        == #"{"epsilon":0.5,"groups":2,"kind":"group-normalization"}"#)
    #expect(
      try text(.layerNormalization(LayerNormalization(epsilon: 0.5)))
        == #"{"bias":true,"epsilon":0.5,"kind":"layer-normalization"}"#)
    #expect(
      try text(.rmsNormalization(RootMeanSquareNormalization(epsilon: 0.5)))
        == #"{"epsilon":0.5,"kind":"rms-normalization"}"#)
  }

  /// The fused forward rule against the graph of its expansion, which the derivatives use.
  @Test(arguments: TestNetwork.tensors)
  func `inference gives what the expansions give`(network: TestNetwork) throws {
    let fused = try network.inferencePlan()
    network.parameters.withUnsafeBufferPointer { fused.load($0) }
    let plan = try network.plan(.running)
    let expected = network.parameters.withUnsafeBufferPointer { plan.evaluate(at: $0) }
    let found = fused.evaluate(count: network.batch)
    #expect(abs(found.loss - expected.loss) <= 2e-6 * expected.loss)
    #expect(relativeError(Array(fused.outputs), plan.outputs.map(Double.init)) <= 2e-5)
  }

  /// Weights of samples against the definition; a sample of weight 0 may be anything.
  @Test(arguments: [
    TestNetwork.smooth[2], TestNetwork.losses[3], TestNetwork.tensors[0], TestNetwork.tensors[5],
  ])
  func `losses and derivatives are means over weighted samples`(network: TestNetwork) throws {
    var weights = (0..<network.batch).map { 0.5 + Float($0 % 3) }
    weights[1] = 0
    var goal = network.goal
    goal.weights = weights.map(Double.init)
    let plan = try network.plan(.running, curvature: true)
    for (i, weight) in weights.enumerated() { plan.weights[i] = weight }
    let (gradient, product, outcome) = network.derivatives(plan)
    let (inputs, others) = (network.tensor(Double.self), network.others(Double.self))
    let reference = network.reference(.running)
    #expect(abs(outcome.loss - reference.loss(inputs, others, goal)) <= 1e-5 * outcome.loss)
    #expect(relativeError(gradient, reference.gradient(inputs, others, goal)) <= 3e-5)
    #expect(relativeError(product, network.referenceHessianVectorProduct(goal)) <= 6e-5)
    #expect(outcome.count == network.batch - 1)
    // One by one, each with weight 1.
    var sum = 0.0
    for sample in 0..<network.batch where weights[sample] > 0 {
      for i in 0..<network.batch { plan.weights[i] = i == sample ? 1 : 0 }
      let own = network.parameters.withUnsafeBufferPointer { plan.evaluate(at: $0) }
      #expect(own.loss == plan.losses[sample] && own.count == 1)
      sum += Double(weights[sample]) * own.loss
    }
    #expect(abs(sum / Double(weights.reduce(0, +)) - outcome.loss) <= 1e-12 * outcome.loss)
  }

  @Test
  func
    `a value that is the same for all samples is no output, and a sample must be one vector for a dense layer`()
  {
    var builder = GraphBuilder(input: [3])
    _ = builder.add("p", .parameter(Parameter(shape: [4], role: .bias)))
    #expect(throws: GraphError.unsuitableOutput("p")) { try builder.graph() }
  }
}
