import FoundationEssentials
import Networks
import Testing

/// What another program makes of an operation, for inputs and parameters by a formula.
struct ForeignValue: CustomTestStringConvertible {
  /// In its file form.
  let operation: String
  /// Of the input, the batch first.
  let extents: [Int]
  let expected: [Double]

  init(_ operation: String, _ extents: [Int], _ expected: [Double]) {
    self.operation = operation
    self.extents = extents
    self.expected = expected
  }

  var testDescription: String { operation }

  /// The operation alone.
  func graph() throws -> Graph {
    let sample = [1] + extents.dropFirst()
    var builder =
      sample.count == 4
      ? GraphBuilder(input: SampleShape(channels: sample[1], height: sample[2], width: sample[3]))
      : GraphBuilder(input: Array(sample.dropFirst()))
    let decoded = try JSONDecoder().decode(Networks.Operation.self, from: Data(operation.utf8))
    _ = builder.add("operation", decoded, 0)
    return try builder.graph()
  }

  static func sample(_ index: Int) -> Float { Float((index * 37 + 11) % 29 - 14) / 8 }
  static func parameter(_ index: Int) -> Float { Float((index * 31 + 7) % 23 - 11) / 16 }
}
