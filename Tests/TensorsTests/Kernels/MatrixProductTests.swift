import Tensors
import Testing

/// Products of matrices against sums in `Double`; the numbers are whole, and the sums exact.
@Suite struct MatrixProductTests {
  struct Case: CustomTestStringConvertible {
    let source: [Int]
    let weights: [Int]
    var bias: [Int]?

    var testDescription: String { "\(source) · \(weights)" }

    var destination: [Int] {
      zip(source, weights).dropLast(2).map { max($0, $1) } + [
        source[source.count - 2], weights[weights.count - 1],
      ]
    }
  }

  static let cases = [
    Case(source: [3, 5], weights: [5, 4]),
    Case(source: [17, 33], weights: [33, 19], bias: [1, 19]),
    Case(source: [6, 5], weights: [5, 4], bias: [6, 4]),
    Case(source: [6, 5], weights: [5, 4], bias: [6, 1]),
    Case(source: [2, 3, 5], weights: [2, 5, 4], bias: [2, 1, 4]),
    Case(source: [1, 7], weights: [7, 1], bias: [1, 1]),
    Case(source: [4, 3, 5], weights: [4, 5, 2]),
    Case(source: [4, 3, 5], weights: [1, 5, 2], bias: [1, 1, 2]),
    Case(source: [2, 3, 4, 5], weights: [1, 1, 5, 6]),
    Case(source: [1, 3, 4, 5], weights: [2, 1, 5, 6]),
    Case(source: [2, 1, 3, 2, 5], weights: [2, 2, 3, 5, 3]),
  ]

  private func product(_ source: TestTensor, _ weights: TestTensor, _ extents: [Int]) -> TestTensor {
    TestTensor(extents) { at in
      let batch = at.dropLast(2)
      return (0..<weights.extents[weights.extents.count - 2]).reduce(0) { sum, k in
        sum + source[batch + [at[at.count - 2], k]] * weights[batch + [k, at[at.count - 1]]]
      }
    }
  }

  @Test(arguments: cases)
  func `each matrix of a batch is multiplied`(testCase: Case) throws {
    let source = TestTensor(small: testCase.source)
    let weights = TestTensor(small: testCase.weights, salt: 1)
    var expected = product(source, weights, testCase.destination)
    let run = try KernelRun()
    let bias = testCase.bias.map { TestTensor(small: $0, salt: 2) }
    if let bias {
      expected = TestTensor(testCase.destination) { expected[$0] + bias[$0] }
    }
    let kernel = try KernelDescription.matrixProduct(
      run.device, source: .plain(testCase.source), weights: .any(testCase.weights),
      bias: testCase.bias.map { extents throws(KernelError) in try .plain(extents) },
      destination: .plain(testCase.destination))
    let arguments =
      [(KernelArgument.source, source), (.weights, weights)] + (bias.map { [(.bias, $0)] } ?? [])
    let memories = try run.append(kernel, arguments, results: [(.destination, testCase.destination)])
    #expect(try run.run(memories)[0].values == expected.values)
  }

  @Test func `a sum and a function follow`() throws {
    let (source, weights) = (TestTensor(small: [5, 3]), TestTensor(small: [3, 7], salt: 1))
    let before = TestTensor(small: [5, 7], salt: 2)
    let run = try KernelRun()
    let kernel = try KernelDescription.matrixProduct(
      run.device, PostOperations(accumulates: true, function: .relu), source: .plain([5, 3]),
      weights: .plain([3, 7]), bias: nil, destination: .plain([5, 7]))
    let start = try run.input(before, .plain([5, 7]))
    let memory = try run.output(.plain([5, 7]))
    try run.schedule.append(
      .reorder(run.device, from: start.layout, to: memory.layout), [(.source, start), (.destination, memory)])
    _ = try run.append(
      kernel, [(.source, source), (.weights, weights)], results: [], also: [(.destination, memory)])
    let sum = product(source, weights, [5, 7])
    #expect(try run.run([memory])[0].values == zip(sum.values, before.values).map { max($0 + $1, 0) })
  }

  @Test func `a transposed matrix is a view`() throws {
    let (source, stored) = (TestTensor(small: [6, 5]), TestTensor(small: [4, 5], salt: 1))
    let run = try KernelRun()
    let memory = try run.input(stored, .plain([4, 5]))
    let transposed = try run.schedule.view(memory, as: .strided([5, 4], strides: [1, 5]))
    let kernel = try KernelDescription.matrixProduct(
      run.device, source: .plain([6, 5]), weights: transposed.layout, bias: nil, destination: .plain([6, 4]))
    let memories = try run.append(
      kernel, [(.source, source)], results: [(.destination, [6, 4])], also: [(.weights, transposed)])
    let expected = product(source, TestTensor([5, 4]) { stored[[$0[1], $0[0]]] }, [6, 4])
    #expect(try run.run(memories)[0].values == expected.values)
  }

  /// Attention without softmax: queries, keys and values lie next to each other in each row, head by head.
  @Test func `heads are views of fused queries, keys and values`() throws {
    let (n, length, heads, size) = (2, 5, 3, 4)
    let (width, row) = (heads * size, 3 * heads * size)
    let fused = TestTensor(small: [n, length, row])
    let run = try KernelRun()
    let memory = try run.input(fused, .plain(fused.extents))
    func view(_ part: Int, transposed: Bool) throws -> Memory {
      let strides = transposed ? [length * row, size, 1, row] : [length * row, size, row, 1]
      let extents = [n, heads] + (transposed ? [size, length] : [length, size])
      return try run.schedule.view(memory, as: .strided(extents, strides: strides), offset: part * width)
    }
    let (queries, keys) = (try view(0, transposed: false), try view(1, transposed: true))
    let values = try view(2, transposed: false)
    let scores = try run.output(.plain([n, heads, length, length]))
    try run.schedule.append(
      .matrixProduct(
        run.device, source: queries.layout, weights: keys.layout, bias: nil, destination: scores.layout),
      [(.source, queries), (.weights, keys), (.destination, scores)])
    // The heads' results lie next to each other again.
    let result = try run.output(.plain([n, length, width]))
    let places = try run.schedule.view(
      result, as: .strided([n, heads, length, size], strides: [length * width, size, width, 1]))
    try run.schedule.append(
      .matrixProduct(
        run.device, source: scores.layout, weights: values.layout, bias: nil, destination: places.layout),
      [(.source, scores), (.weights, values), (.destination, places)])

    func part(_ part: Int, _ sample: Int, _ head: Int, _ position: Int, _ unit: Int) -> Double {
      fused[[sample, position, part * width + head * size + unit]]
    }
    let products = TestTensor([n, heads, length, length]) { at in
      (0..<size).reduce(0) { $0 + part(0, at[0], at[1], at[2], $1) * part(1, at[0], at[1], at[3], $1) }
    }
    let expected = TestTensor([n, length, width]) { at in
      let (head, unit) = (at[2] / size, at[2] % size)
      return (0..<length).reduce(0) {
        $0 + products[[at[0], head, at[1], $1]] * part(2, at[0], head, $1, unit)
      }
    }
    let found = try run.run([scores, result])
    #expect(found[0].values == products.values)
    #expect(found[1].values == expected.values)
  }
}
