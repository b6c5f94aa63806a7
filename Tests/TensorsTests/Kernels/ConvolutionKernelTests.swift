import Tensors
import Testing

/// All passes of a convolution against loops over every product, whose numbers are whole: the sums are exact.
@Suite struct ConvolutionKernelTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let source: [Int]
    let filters: Int
    let window: Window
    var groups = 1

    var testDescription: String { name }

    var destination: [Int] {
      guard let out = window.outputExtent(of: Extent2(height: source[2], width: source[3])) else { return [] }
      return [source[0], filters, out.height, out.width]
    }

    var weights: [Int] {
      let rest = [filters / groups, source[1] / groups, window.kernel.height, window.kernel.width]
      return groups == 1 ? rest : [groups] + rest
    }

    /// Calls `body` with the offsets of source, weights and destination of every product.
    func forEachProduct(_ body: (Int, Int, Int) -> Void) {
      let (inputs, outputs) = (source[1] / groups, filters / groups)
      let (source, weights) = (TestTensor(zeros: source), TestTensor(zeros: weights))
      let destination = TestTensor(zeros: destination)
      for at in TestTensor.indices(destination.extents) {
        let group = at[1] / outputs
        for tap in TestTensor.indices([inputs, window.kernel.height, window.kernel.width]) {
          let y = at[2] * window.stride.height + tap[1] * window.dilation.height - window.padding.top
          let x = at[3] * window.stride.width + tap[2] * window.dilation.width - window.padding.left
          guard (0..<source.extents[2]).contains(y), (0..<source.extents[3]).contains(x) else { continue }
          let weight = groups == 1 ? [at[1]] + tap : [group, at[1] % outputs] + tap
          body(
            source.offset([at[0], group * inputs + tap[0], y, x]), weights.offset(weight),
            destination.offset(at))
        }
      }
    }
  }

  static let cases = [
    Case(name: "3×3", source: [2, 3, 5, 7], filters: 5, window: Window(kernel: 3, padding: 1)),
    Case(name: "17 to 33 channels", source: [1, 17, 4, 5], filters: 33, window: Window(kernel: 3)),
    Case(
      name: "2 groups", source: [2, 4, 5, 4], filters: 6, window: Window(kernel: 3, padding: 1), groups: 2),
    Case(name: "2 groups of 16", source: [1, 32, 4, 4], filters: 32, window: Window(kernel: 2), groups: 2),
    Case(
      name: "depthwise", source: [2, 5, 5, 6], filters: 5, window: Window(kernel: 3, padding: 1), groups: 5),
    Case(
      name: "depthwise, 17 channels, stride 2", source: [1, 17, 7, 6], filters: 17,
      window: Window(kernel: 3, stride: 2, padding: 1), groups: 17),
    Case(
      name: "depthwise, two filters a channel", source: [1, 3, 5, 5], filters: 6, window: Window(kernel: 3),
      groups: 3),
    Case(
      name: "dilation 2", source: [2, 3, 8, 9], filters: 4,
      window: Window(kernel: 3, stride: 2, padding: 2, dilation: 2)),
    Case(
      name: "1×3 with stride 2×1", source: [2, 3, 5, 6], filters: 4,
      window: Window(
        kernel: Extent2(height: 1, width: 3), stride: Extent2(height: 2, width: 1),
        padding: Padding2(top: 0, left: 1, bottom: 0, right: 1))),
    Case(
      name: "padding on three sides", source: [2, 3, 5, 4], filters: 4,
      window: Window(
        kernel: Extent2(height: 3, width: 2), stride: Extent2(height: 1, width: 2),
        padding: Padding2(top: 1, left: 0, bottom: 2, right: 1))),
    Case(
      name: "dilation 2×3 in 2 groups", source: [1, 16, 6, 9], filters: 8,
      window: Window(
        kernel: Extent2(height: 2, width: 3), padding: Padding2(top: 0, left: 2, bottom: 1, right: 0),
        dilation: Extent2(height: 2, width: 3)), groups: 2),
  ]

  /// A forward kernel that leaves all orders to the library.
  private func forward(_ testCase: Case, _ device: Device) throws -> KernelDescription {
    try .convolution(
      device, .forward(training: true, PostOperations()), source: .any(testCase.source),
      weights: .any(testCase.weights), bias: .plain([testCase.filters]),
      destination: .any(testCase.destination),
      window: testCase.window, groups: testCase.groups)
  }

  @Test(arguments: cases)
  func `the forward pass is the sum of products`(testCase: Case) throws {
    let source = TestTensor(small: testCase.source)
    let weights = TestTensor(small: testCase.weights, salt: 1)
    let bias = TestTensor(small: [testCase.filters], salt: 2)
    var expected = TestTensor(testCase.destination) { bias[[$0[1]]] }
    testCase.forEachProduct { expected.values[$2] += source.values[$0] * weights.values[$1] }
    let run = try KernelRun()
    let memories = try run.append(
      forward(testCase, run.device), [(.source, source), (.weights, weights), (.bias, bias)],
      results: [(.destination, testCase.destination)])
    #expect(try run.run(memories)[0].values == expected.values)
  }

  @Test(arguments: cases)
  func `the gradient of the source gathers what each pixel went to`(testCase: Case) throws {
    let gradient = TestTensor(small: testCase.destination)
    let weights = TestTensor(small: testCase.weights, salt: 1)
    var expected = TestTensor(zeros: testCase.source)
    testCase.forEachProduct { expected.values[$0] += gradient.values[$2] * weights.values[$1] }
    let run = try KernelRun()
    let kernel = try KernelDescription.convolution(
      run.device, .backwardData(hint: forward(testCase, run.device)), source: .any(testCase.source),
      weights: .any(testCase.weights), bias: nil, destination: .any(testCase.destination),
      window: testCase.window, groups: testCase.groups)
    let memories = try run.append(
      kernel, [(.gradientOfDestination, gradient), (.weights, weights)],
      results: [(.gradientOfSource, testCase.source)])
    #expect(try run.run(memories)[0].values == expected.values)
  }

  @Test(arguments: cases)
  func `the gradients of weights and bias are sums over pixels`(testCase: Case) throws {
    let gradient = TestTensor(small: testCase.destination)
    let source = TestTensor(small: testCase.source, salt: 1)
    var expected = TestTensor(zeros: testCase.weights)
    testCase.forEachProduct { expected.values[$1] += gradient.values[$2] * source.values[$0] }
    var bias = TestTensor(zeros: [testCase.filters])
    for at in TestTensor.indices(gradient.extents) { bias.values[at[1]] += gradient[at] }
    let run = try KernelRun()
    let kernel = try KernelDescription.convolution(
      run.device, .backwardWeights(hint: forward(testCase, run.device)), source: .any(testCase.source),
      weights: .any(testCase.weights), bias: .plain([testCase.filters]),
      destination: .any(testCase.destination),
      window: testCase.window, groups: testCase.groups)
    let memories = try run.append(
      kernel, [(.gradientOfDestination, gradient), (.source, source)],
      results: [(.gradientOfWeights, testCase.weights), (.gradientOfBias, [testCase.filters])])
    let found = try run.run(memories)
    #expect(found[0].values == expected.values)
    #expect(found[1].values == bias.values)
  }
}
