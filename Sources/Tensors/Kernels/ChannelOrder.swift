/// The orders of images `[n, C, H, W]` in memory that our own loops know.
///
/// The kernels choose one by processor: blocks of 8 channels with AVX2, of 16 with AVX-512.
package enum ChannelOrder: Hashable, Sendable {
  /// `[n][C][H][W]`.
  case rowMajor
  /// `[n][H][W][C]`.
  case channelsLast
  /// `[n][C/b][H][W][b]` with `b` of 4, 8 or 16; the lanes beyond the last channel are zero.
  case blocks(Int)

  /// Every order.
  package static let all: [ChannelOrder] = [
    .rowMajor, .channelsLast, .blocks(4), .blocks(8), .blocks(16),
  ]
}
