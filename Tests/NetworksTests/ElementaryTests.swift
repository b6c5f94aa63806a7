import FoundationEssentials
import Networks
import Testing

/// Elementary functions one by one, against PyTorch's numbers.
@Suite struct ElementaryTests {
  /// A function with its numbers, and its values and first two derivatives at some points.
  struct Row: CustomTestStringConvertible {
    let elementary: Elementary
    let points: [Double]
    let values: [Double]
    let slopes: [Double]
    let curvatures: [Double]

    var testDescription: String { "\(elementary.function.rawValue) \(elementary.numbers)" }
  }

  static let numbers: [Row] = table.replacing(";\n", with: ";").split(separator: "\n").compactMap { line in
    let parts = line.split(separator: ";", omittingEmptySubsequences: false)
    let lists = parts.dropFirst().map { $0.split(separator: " ").compactMap { Double($0) } }
    guard lists.count == 5, let function = Elementary.Function(rawValue: String(parts[0])) else { return nil }
    return Row(
      elementary: Elementary(function, numbers: lists[0]), points: lists[1], values: lists[2],
      slopes: lists[3], curvatures: lists[4])
  }

  @Test func `every function is in the table`() {
    #expect(Self.numbers.count == 48)
    #expect(Set(Self.numbers.map(\.elementary.function)) == Set(Elementary.Function.allCases))
  }

  /// A parameter `x` for each point, and the loss `mean |f(x) − t|` with targets below all values: gradients are `f′` and the
  /// product of the Hessian with ones is `f″`, both divided by the number of points.
  private func results(
    _ row: Row
  ) throws -> (values: [Float], fused: [Float], slopes: [Float], curvatures: [Float]) {
    let count = row.points.count
    var builder = GraphBuilder(input: [1])
    let x = builder.add("x", .parameter(Parameter(shape: [1, count], role: .offset)))
    let sum = builder.add("sum", .arithmetic(.multiply), 0, x)
    _ = builder.add("f", Operation(row.elementary), sum)
    let graph = try builder.graph()
    let parameters = row.points.map { Float($0) }
    let fused = try InferencePlan(graph: graph, loss: .meanAbsoluteError, batchSize: 1)
    let plan = try DifferentiationPlan(
      graph: graph, loss: .meanAbsoluteError, batchSize: 1, statistics: .running, curvature: true)
    (fused.inputs[0].floats[0], plan.inputs[0].floats[0]) = (1, 1)
    for i in plan.targets.indices { plan.targets[i] = -3e38 }
    var (gradient, product) = (parameters, parameters)
    let ones = [Float](repeating: 1, count: count)
    _ = parameters.withUnsafeBufferPointer { parameters in
      ones.withUnsafeBufferPointer { ones in
        gradient.withUnsafeMutableBufferPointer { gradient in
          product.withUnsafeMutableBufferPointer {
            fused.load(parameters)
            _ = fused.evaluate(count: 1)
            return plan.hessianVectorProduct(at: parameters, along: ones, gradient: gradient, product: $0)
          }
        }
      }
    }
    return (
      Array(plan.outputs), Array(fused.outputs), gradient.map { $0 * Float(count) },
      product.map { $0 * Float(count) }
    )
  }

  @Test(arguments: numbers) func `values and derivatives are PyTorch's`(row: Row) throws {
    let found = try results(row)
    for (i, x) in row.points.enumerated() {
      let values = [(found.values[i], row.values[i]), (found.fused[i], row.values[i])]
      let derivatives = [(found.slopes[i], row.slopes[i]), (found.curvatures[i], row.curvatures[i])]
      for (found, expected) in x.isNaN ? values : values + derivatives {
        // Numbers of nine digits, and a few roundings.
        #expect(abs(Double(found) - expected) <= 4e-7 * abs(expected) + 1e-14, "at \(x)")
      }
    }
  }

  @Test func `values and slopes stay finite where the true ones are`() throws {
    let functions: [(Elementary.Function, [Double], left: Double?, right: Double?)] = [
      (.softplus, [1, 20], 0, nil), (.mish, [], 0, nil), (.geluTanh, [], 0, nil), (.swish, [1.702], 0, nil),
      (.logSigmoid, [], nil, 0), (.hardSwish, [], 0, nil), (.celu, [2], -2, nil),
      (.errorFunction, [], -1, 1),
    ]
    for (function, numbers, left, right) in functions {
      for x in [50, 1e4, 1e30, -50, -1e4, -1e30] {
        let row = Row(
          elementary: Elementary(function, numbers: numbers), points: [x, 0], values: [], slopes: [],
          curvatures: [])
        let found = try results(row)
        let expected = (x < 0 ? left : right) ?? x
        #expect(
          abs(Double(found.values[0]) - expected) <= max(1e-6 * abs(expected), 1e-19 * 50), "\(row) at \(x)")
        #expect(found.fused[0] == found.values[0])
        #expect(found.slopes[0].isFinite && found.curvatures[0].isFinite, "\(row) at \(x)")
      }
    }
  }

  @Test func `functions without numbers keep their file form, the others name theirs`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func text(_ operation: Networks.Operation) throws -> String {
      String(decoding: try encoder.encode(operation), as: UTF8.self)
    }
    #expect(
      try text(.elementary(.reciprocalSquareRoot))
        == #"{"function":"reciprocal-square-root","kind":"elementary"}"#)
    #expect(
      try text(.elementary(.clip, 0, 6)) == #"{"function":"clip","kind":"elementary","numbers":[0,6]}"#)
    for row in Self.numbers {
      let operation = Networks.Operation(row.elementary)
      #expect(
        try JSONDecoder().decode(Networks.Operation.self, from: encoder.encode(operation)) == operation)
    }
  }

  @Test func `numbers that make no function are refused`() {
    let shape = [ValueShape([1, 3])]
    let refused: [(Elementary.Function, [Double])] = [
      (.square, [1]), (.clip, []), (.clip, [0]), (.clip, [1, 0]), (.clip, [0, .infinity]), (.power, [.nan]),
      (.shrink, [-1, 0]), (.softplus, [0, 20]), (.celu, [0]),
    ]
    for (function, numbers) in refused {
      #expect(Elementary(function, numbers: numbers).outputShape(of: shape) == nil)
    }
  }
}
