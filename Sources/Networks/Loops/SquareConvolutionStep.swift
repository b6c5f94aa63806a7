import Numerics
import Tensors

/// A convolution that is faster by a loop of ours than by the library's kernel for AVX2, to the same bits.
final class SquareConvolutionStep: NamedStep {
  let operation: String
  let implementation = "loop"
  private let convolution: SquareConvolution
  private let source: Memory
  private let weights: Memory
  private let bias: Memory?
  private let result: Memory

  /// The step in place of a kernel for these memories; nil where the kernel is better.
  ///
  /// That is so with more than one thread, with any instructions but AVX2's, and with any number of filters but 16: the library
  /// has enough sums under way with 32, and reads the weights less often.
  init?(
    _ kernel: KernelDescription, _ layer: some LinearLayer, _ epilogues: Epilogues, source: Memory,
    weights: Memory, bias: Memory?, result: Memory
  ) throws(KernelError) {
    let extents = (source: source.layout.extents, result: result.layout.extents)
    guard kernel.implementation == "jit:avx2", kernel.device.threads == 1,
      let layer = layer as? Convolution, layer.window == Self.window, layer.groups == 1,
      [nil, .relu].contains(epilogues.function), extents.result[1] == 16,
      [source, result].allSatisfy({ $0.layout.channelOrder == .blocks(8) && $0.layout.element == .float32 }),
      weights.layout.isSame(as: try .filterBlocks(weights.layout.extents)),
      let convolution = SquareConvolution(
        batch: extents.source[0], channels: extents.source[1], filters: extents.result[1],
        height: extents.source[2], width: extents.source[3], accumulates: epilogues.addend != nil,
        rectifies: epilogues.function != nil)
    else { return nil }
    operation = kernel.operation
    self.convolution = convolution
    (self.source, self.weights, self.bias, self.result) = (source, weights, bias, result)
  }

  private static let window = Window(kernel: 3, stride: 1, padding: 1, dilation: 1)

  func run() {
    convolution.run(
      source.pointer, weights.pointer, bias.map { UnsafePointer($0.pointer) }, to: result.pointer)
  }
}
