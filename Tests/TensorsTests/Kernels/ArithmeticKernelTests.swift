import Foundation
import Tensors
import Testing

/// Functions of two tensors, softmax and layer normalization against loops in `Double`.
@Suite struct ArithmeticKernelTests {
  static let seconds = [
    [2, 3, 4, 5], [1, 3, 1, 1], [1, 1, 1, 1], [2, 1, 1, 5], [1, 1, 4, 5], [1, 3, 1, 5],
  ]

  @Test(arguments: BinaryFunction.allCases, seconds)
  func `the second tensor is repeated along axes of extent 1`(
    function: BinaryFunction, extents: [Int]
  ) throws {
    let a = TestTensor(small: [2, 3, 4, 5])
    // No zeros, to divide by.
    let b = TestTensor(extents, TestTensor(small: extents, salt: 1).values.map { $0 == 0 ? 4 : $0 })
    let expected = TestTensor(a.extents) { at in
      let (x, y) = (a[at], b[at])
      return switch function {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: Double(Float(x) / Float(y))
      case .maximum: max(x, y)
      case .minimum: min(x, y)
      }
    }
    let run = try KernelRun()
    let kernel = try KernelDescription.binary(
      run.device, function, .plain(a.extents), .plain(extents), to: .plain(a.extents))
    let memories = try run.append(
      kernel, [(.source, a), (.secondSource, b)], results: [(.destination, a.extents)])
    #expect(try run.run(memories)[0].values == expected.values)
  }

  @Test func `the first tensor is not repeated`() throws {
    let device = try Device()
    #expect(throws: KernelError.self) {
      try KernelDescription.binary(device, .add, .plain([1, 3]), .plain([2, 3]), to: .plain([2, 3]))
    }
  }

  @Test(arguments: [
    ([7], 0), ([3, 17], 0), ([3, 17], 1), ([2, 3, 4, 5], 0), ([2, 3, 4, 5], 1), ([2, 3, 4, 5], 2),
    ([2, 3, 4, 5], 3),
  ])
  func `softmax is a distribution along its axis`(extents: [Int], axis: Int) throws {
    let source = TestTensor(small: extents)
    let expected = TestTensor(extents) { at in
      let sum = (0..<extents[axis]).reduce(0) { sum, i in
        var other = at
        other[axis] = i
        return sum + exp(source[other])
      }
      return exp(source[at]) / sum
    }
    let run = try KernelRun()
    let kernel = try KernelDescription.softmax(run.device, .plain(extents), axis: axis)
    let memories = try run.append(kernel, [(.source, source)], results: [(.destination, extents)])
    let found = try run.run(memories)[0]
    // The library's exponential is right to a few units in the last place.
    #expect(zip(found.values, expected.values).allSatisfy { abs($0 - $1) <= 1e-6 * $1 })
  }

  @Test(arguments: [[4, 17], [2, 3, 5], [1, 2, 3, 32]])
  func `layer normalization is over the last axis`(extents: [Int]) throws {
    let width = extents[extents.count - 1]
    let source = TestTensor(small: extents)
    let (scale, shift) = (TestTensor(small: [width], salt: 1), TestTensor(small: [width], salt: 2))
    let epsilon = 0.25
    let expected = TestTensor(extents) { at in
      let row = (0..<width).map { source[at.dropLast() + [$0]] }
      let mean = row.reduce(0, +) / Double(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      let unit = [at[at.count - 1]]
      return scale[unit] * (source[at] - mean) / (variance + epsilon).squareRoot() + shift[unit]
    }
    let run = try KernelRun()
    let kernel = try KernelDescription.layerNormalization(
      run.device, .plain(extents), epsilon: Float(epsilon))
    let memories = try run.append(
      kernel, [(.source, source), (.scale, scale), (.shift, shift)], results: [(.destination, extents)])
    let found = try run.run(memories)[0]
    // Numbers below 12, by three roundings of numbers below 6.
    #expect(zip(found.values, expected.values).allSatisfy { abs($0 - $1) <= 1e-5 })
  }
}
