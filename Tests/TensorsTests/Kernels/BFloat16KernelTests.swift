import Tensors
import Testing

/// Kernels on `bfloat16`: products of small whole numbers are exact, and so are their sums in `Float`.
@Suite(.enabled(if: Device.supportsBFloat16)) struct BFloat16KernelTests {
  /// Rounded to eight significant bits, ties to even.
  private func rounded(_ x: Double) -> Double {
    let bits = Float(x).bitPattern
    return Double(Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000))
  }

  @Test func `a reorder rounds to nearest, ties to even, and back changes nothing`() throws {
    let source = TestTensor([7], [0, 1, -1.00390625, 1.01171875, 257, 259, 3.14159265358979])
    let run = try KernelRun()
    let half = try run.input(source, .plain([7], .bfloat16))
    let found = try run.run([half])[0]
    #expect(found.values == [0, 1, -1, 1.015625, 256, 260, 3.140625])
    #expect(found.values == source.values.map(rounded))
  }

  @Test(arguments: [ElementType.float32, .bfloat16], ConvolutionKernelTests.cases)
  func `a convolution adds in Float`(result: ElementType, testCase: ConvolutionKernelTests.Case) throws {
    let source = TestTensor(small: testCase.source)
    let weights = TestTensor(small: testCase.weights, salt: 1)
    var expected = TestTensor(zeros: testCase.destination)
    testCase.forEachProduct { expected.values[$2] += source.values[$0] * weights.values[$1] }
    let run = try KernelRun()
    let kernel = try KernelDescription.convolution(
      run.device, .forward(training: false, PostOperations()), source: .any(testCase.source, .bfloat16),
      weights: .any(testCase.weights, .bfloat16), bias: nil, destination: .any(testCase.destination, result),
      window: testCase.window, groups: testCase.groups)
    let memories = try run.append(
      kernel, [(.source, source), (.weights, weights)], results: [(.destination, testCase.destination)])
    #expect(memories[0].layout.element == result)
    let found = try run.run(memories)[0]
    #expect(found.values == expected.values.map(result == .bfloat16 ? rounded : { $0 }))
  }

  @Test(arguments: [ElementType.float32, .bfloat16])
  func `a matrix product adds in Float`(result: ElementType) throws {
    let (source, weights) = (TestTensor(small: [2, 5, 33]), TestTensor(small: [1, 33, 7], salt: 1))
    let run = try KernelRun()
    let kernel = try KernelDescription.matrixProduct(
      run.device, source: .plain([2, 5, 33], .bfloat16), weights: .any([1, 33, 7], .bfloat16), bias: nil,
      destination: .plain([2, 5, 7], result))
    let memories = try run.append(
      kernel, [(.source, source), (.weights, weights)], results: [(.destination, [2, 5, 7])])
    let expected = TestTensor([2, 5, 7]) { at in
      (0..<33).reduce(0) { $0 + source[[at[0], at[1], $1]] * weights[[0, $1, at[2]]] }
    }
    let found = try run.run(memories)[0]
    #expect(found.values == expected.values.map(result == .bfloat16 ? rounded : { $0 }))
  }
}
