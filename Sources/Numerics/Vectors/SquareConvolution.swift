import CVectorLoops

/// The convolution of 3×3 windows with stride 1 and a padding of 1, for processors with AVX2.
///
/// Channels lie in blocks of 8. oneDNN's kernel for AVX2 has six sums under way where there are 16 filters, too few to hide the
/// latency of a multiply-add; this one has up to twelve, and the same order of sums, so that its results have oneDNN's bits.
package struct SquareConvolution: Sendable {
  private let shape: sc_shape

  /// A convolution of images `[batch][channels/8][height][width][8]` to as many channels as there are filters.
  ///
  /// - Parameters:
  ///   - accumulates: whether the result is added to what it holds.
  ///   - rectifies: whether negative results, and what is not a number, become 0.
  /// - Returns: nil where channels are no multiple of 8, filters no multiple of 16, the width is below 3, or the processor has
  ///   no AVX2.
  package init?(
    batch: Int, channels: Int, filters: Int, height: Int, width: Int, accumulates: Bool, rectifies: Bool
  ) {
    guard sc_is_supported(), channels > 0, channels % 8 == 0, filters > 0, filters % 16 == 0, width >= 3
    else {
      return nil
    }
    shape = sc_shape(
      source_blocks: channels / 8, result_blocks: filters / 8, batch: batch, height: height, width: width,
      accumulates: accumulates, rectifies: rectifies)
  }

  /// Runs on the calling thread.
  ///
  /// - Parameters:
  ///   - weights: `[filters/8][channels/8][3][3][8 channels][8 filters]`.
  ///   - bias: one number per filter.
  package func run(
    _ source: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
    to result: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape) { sc_convolve($0, source, weights, bias, result) }
  }
}
