import Tensors
import Testing

/// Pooling against loops over windows.
@Suite struct PoolingKernelTests {
  enum Kind: CaseIterable {
    case maximum, mean, meanWithPadding
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let source: [Int]
    let window: Window
    var ceil = false

    var testDescription: String { name }

    var destination: [Int] {
      let input = Extent2(height: source[2], width: source[3])
      guard let out = window.outputExtent(of: input, ceil: ceil) else { return [] }
      return [source[0], source[1], out.height, out.width]
    }

    /// Offsets of the pixels that a window reads, without padding.
    func pixels(_ at: [Int]) -> [Int] {
      TestTensor.indices([window.kernel.height, window.kernel.width]).compactMap { tap in
        let y = at[2] * window.stride.height + tap[0] * window.dilation.height - window.padding.top
        let x = at[3] * window.stride.width + tap[1] * window.dilation.width - window.padding.left
        guard (0..<source[2]).contains(y), (0..<source[3]).contains(x) else { return nil }
        return ((at[0] * source[1] + at[1]) * source[2] + y) * source[3] + x
      }
    }

    /// Weight of each pixel in a window's result.
    func weights(_ kind: Kind, _ at: [Int], _ source: TestTensor) -> [(pixel: Int, weight: Double)] {
      let pixels = pixels(at)
      switch kind {
      case .maximum:
        let winner = pixels.max { source.values[$0] < source.values[$1] }
        return winner.map { [($0, 1)] } ?? []
      case .mean: return pixels.map { ($0, 1 / Double(pixels.count)) }
      case .meanWithPadding:
        return pixels.map { ($0, 1 / Double(window.kernel.height * window.kernel.width)) }
      }
    }
  }

  static let cases = [
    Case(name: "2×2", source: [2, 3, 6, 4], window: Window(kernel: 2, stride: 2)),
    Case(name: "17 channels", source: [1, 17, 5, 5], window: Window(kernel: 3, stride: 2, padding: 1)),
    Case(
      name: "2×3 with stride 1×2", source: [2, 3, 4, 7],
      window: Window(
        kernel: Extent2(height: 2, width: 3), stride: Extent2(height: 1, width: 2),
        padding: Padding2(top: 0, left: 1, bottom: 0, right: 1))),
    Case(
      name: "padding on two sides", source: [1, 16, 5, 5],
      window: Window(kernel: 3, stride: 2, padding: Padding2(top: 1, left: 0, bottom: 1, right: 2))),
    Case(name: "windows that leave pixels out", source: [1, 3, 6, 6], window: Window(kernel: 3, stride: 2)),
    Case(name: "ceil mode", source: [2, 3, 6, 5], window: Window(kernel: 3, stride: 2), ceil: true),
    Case(
      name: "ceil mode with padding", source: [1, 16, 6, 8], window: Window(kernel: 3, stride: 2, padding: 1),
      ceil: true),
    Case(
      name: "dilation 2", source: [1, 3, 7, 8], window: Window(kernel: 2, stride: 2, padding: 1, dilation: 2)),
  ]

  private static func isRefused(_ kind: Kind, _ testCase: Case) -> Bool {
    kind == .meanWithPadding && testCase.ceil
  }

  private func kernel(
    _ kind: Kind, _ testCase: Case, _ device: Device, hint: KernelDescription? = nil
  ) throws -> KernelDescription {
    try .pooling(
      device, training: true, maximum: kind == .maximum, countsPadding: kind == .meanWithPadding,
      source: .plain(testCase.source), destination: .any(testCase.destination), window: testCase.window,
      hint: hint)
  }

  @Test(arguments: Kind.allCases, cases)
  func `both passes follow each window's pixels`(kind: Kind, testCase: Case) throws {
    guard !Self.isRefused(kind, testCase) else { return }
    let source = TestTensor(distinct: testCase.source)
    let gradient = TestTensor(small: testCase.destination)
    var (values, changes) = (TestTensor(zeros: testCase.destination), TestTensor(zeros: testCase.source))
    for (i, at) in TestTensor.indices(testCase.destination).enumerated() {
      for (pixel, weight) in testCase.weights(kind, at, source) {
        values.values[i] += weight * source.values[pixel]
        changes.values[pixel] += weight * gradient.values[i]
      }
    }
    let run = try KernelRun()
    let forward = try kernel(kind, testCase, run.device)
    let results: [(KernelArgument, [Int])] = [(.destination, testCase.destination)]
    let record: [(KernelArgument, [Int])] = kind == .maximum ? [(.workspace, testCase.destination)] : []
    let memories = try run.append(forward, [(.source, source)], results: results + record)
    let backward = try kernel(kind, testCase, run.device, hint: forward)
    let gradients = try run.append(
      backward, [(.gradientOfDestination, gradient)], results: [(.gradientOfSource, testCase.source)],
      also: memories.dropFirst().map { (.workspace, $0) })
    let found = try run.run([memories[0], gradients[0]])
    // Means of up to nine whole numbers below 272, and sums of up to four gradients.
    #expect(zip(found[0].values, values.values).allSatisfy { abs($0 - $1) <= 1e-4 })
    #expect(zip(found[1].values, changes.values).allSatisfy { abs($0 - $1) <= 1e-5 })
  }

  @Test(arguments: cases.filter(\.ceil))
  func `a mean that counts padding has no windows beyond it`(testCase: Case) throws {
    let device = try Device()
    #expect(throws: KernelError.self) { try kernel(.meanWithPadding, testCase, device) }
  }
}
