import Networks
import Testing

/// Shapes of values, written by hand: the reference network takes them from the graph.
@Suite struct ShapeTests {
  struct Case: CustomTestStringConvertible {
    let operation: Networks.Operation
    let input: SampleShape
    let output: SampleShape

    var testDescription: String { "\(operation) of \(input)" }
  }

  static let cases: [Case] = [
    (.convolution(Convolution(filters: 10, kernel: 3)), (3, 7, 6), (10, 5, 4)),
    (.convolution(Convolution(filters: 10, kernel: 3, padding: 1)), (3, 7, 6), (10, 7, 6)),
    (.convolution(Convolution(filters: 4, kernel: 3, stride: 2, padding: 1)), (3, 7, 6), (4, 4, 3)),
    (.convolution(Convolution(filters: 4, kernel: 1, stride: 2)), (3, 7, 6), (4, 4, 3)),
    (.convolution(Convolution(filters: 1, kernel: 5, stride: 3)), (1, 28, 28), (1, 8, 8)),
    (.convolution(Convolution(filters: 2, kernel: 1)), (5, 1, 1), (2, 1, 1)),
    (.pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), (6, 7, 5), (6, 3, 2)),
    (.pooling(Pooling(kind: .maximum, kernel: 3, stride: 2, padding: 1)), (6, 4, 8), (6, 2, 4)),
    (.pooling(Pooling(kind: .average, kernel: 3, stride: 2, padding: 1)), (5, 4, 5), (5, 2, 3)),
    (.globalAveragePooling, (64, 7, 9), (64, 1, 1)),
    (.subsampling(Subsampling(stride: 2, channels: 32)), (16, 7, 8), (32, 4, 4)),
    (.subsampling(Subsampling(stride: 1, channels: 3)), (3, 2, 2), (3, 2, 2)),
    (.flatten, (3, 4, 5), (60, 1, 1)),
    (.dense(Dense(units: 9)), (60, 1, 1), (9, 1, 1)),
    (.activation(.gelu), (3, 4, 5), (3, 4, 5)),
    (.batchNormalization(BatchNormalization()), (3, 4, 5), (3, 4, 5)),
    (.groupNormalization(GroupNormalization(groups: 3)), (6, 4, 5), (6, 4, 5)),
    (.dropout(Dropout(rate: 0.5)), (3, 4, 5), (3, 4, 5)),
  ].map { operation, input, output in
    Case(
      operation: operation, input: SampleShape(channels: input.0, height: input.1, width: input.2),
      output: SampleShape(channels: output.0, height: output.1, width: output.2))
  }

  @Test(arguments: cases)
  func `an operation makes the shape that its definition says`(test: Case) throws {
    var builder = GraphBuilder(input: test.input)
    _ = builder.add("node", test.operation, 0)
    #expect(try builder.graph().outputShape == test.output)
  }
}
