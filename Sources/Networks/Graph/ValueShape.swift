import Numerics
import Tensors

/// The shape of a node's value: a tensor of any rank, one axis of which grows with the number of samples.
///
/// For a batch of `n` samples the extent of the batch axis is `n` times the one given here, and the samples follow one
/// another along it. Images are `[1, C, H, W]` and vectors `[1, F]`, both with the batch first; attention heads that are
/// folded into the batch are `[heads, T, D]`. A value without a batch axis depends on parameters or constants alone.
package struct ValueShape: Hashable, Sendable {
  /// Extents for one sample, slowest first.
  package let extents: [Int]
  /// The axis along which samples follow one another; nil when the value is the same for all samples.
  package let batchAxis: Int?
  package let element: ElementType

  package init(_ extents: [Int], batchAxis: Int? = 0, element: ElementType = .float32) {
    precondition(batchAxis.map(extents.indices.contains) ?? true, "no axis \(batchAxis ?? 0) in \(extents)")
    self.extents = extents
    self.batchAxis = batchAxis
    self.element = element
  }

  /// The shape of images, or of vectors as images of one pixel.
  package init(_ sample: SampleShape) {
    self.init([1, sample.channels, sample.height, sample.width])
  }

  /// The shape of vectors, `[1, count]`.
  package static func vector(_ count: Int) -> ValueShape { ValueShape([1, count]) }

  package var rank: Int { extents.count }

  /// Numbers for one sample, or in all when the value is the same for all samples.
  package var count: Int { extents.reduce(1, *) }

  /// The extents for a batch of `n` samples.
  package func extents(batch n: Int) -> [Int] {
    var result = extents
    if let batchAxis { result[batchAxis] *= n }
    return result
  }

  /// The same numbers with other extents.
  package func with(_ extents: [Int]) -> ValueShape {
    ValueShape(extents, batchAxis: batchAxis, element: element)
  }

  /// True for `[1, C, H, W]` with the batch first.
  package var isImage: Bool { rank == 4 && batchAxis == 0 && extents[0] == 1 }

  /// True for `[1, F]` and for images of one pixel: what a dense layer takes as one vector per sample.
  package var isVector: Bool {
    batchAxis == 0 && extents[0] == 1 && (rank == 2 || rank == 4 && extents[2] == 1 && extents[3] == 1)
  }

  /// Channels and pixels of an image; any other value counts as a vector of its numbers.
  package var sample: SampleShape {
    isImage
      ? SampleShape(channels: extents[1], height: extents[2], width: extents[3])
      : SampleShape(channels: count)
  }

  /// The largest extent, count and rank of a shape that makes sense.
  private static let (largestExtent, largestCount, largestRank) = (1 << 24, 1 << 32, 8)

  /// Positive extents whose product is far from overflow: a shape from a file may claim anything.
  var isWithinLimits: Bool {
    (1...Self.largestRank).contains(rank) && extents.allSatisfy((1...Self.largestExtent).contains)
      && extents.checkedProduct(limit: Self.largestCount) != nil
  }
}

extension ValueShape: CustomStringConvertible {
  /// As a sample reads for images and vectors, such as `3×32×32` or `10`; else the extents, such as `[16, 64]`, without the
  /// batch.
  package var description: String {
    if isImage || isVector { return "\(sample)" }
    let own = batchAxis == 0 && extents[0] == 1 ? Array(extents.dropFirst()) : extents
    return own.map(String.init).joined(separator: "×")
  }
}
