/// What each pixel of a resized row, or column, is the weighted sum of.
///
/// Filters are as wide as a pixel of the result, so that nothing is left out where an image shrinks ("antialiased"). Weights are
/// whole multiples of 2⁻²², as Pillow's `Image.resize` has them for 8-bit pixels.
struct ResampledAxis {
  /// Bits behind the point of a weight.
  static let precision: Int32 = 22

  /// The first pixel that each pixel of the result reads.
  private(set) var starts: [Int] = []
  /// The number of pixels that it reads.
  private(set) var counts: [Int] = []
  /// `stride` for each pixel of the result, in units of 2⁻²².
  private(set) var weights: [Int32] = []
  let stride: Int

  /// - Parameters:
  ///   - input: pixels of the image along the axis.
  ///   - output: pixels of the whole result.
  ///   - range: those of the result that are wanted.
  init(input: Int, output: Int, range: Range<Int>, filter: ImageFilter) {
    let scale = Double(input) / Double(output)
    let spread = max(scale, 1)
    let support = filter.support * spread
    stride = Int(support.rounded(.up)) * 2 + 1
    let inverse = 1 / spread
    for place in range {
      let centre = (Double(place) + 0.5) * scale
      let start = max(0, Int(centre - support + 0.5))
      let end = min(input, Int(centre + support + 0.5))
      let found = (start..<max(start, end)).map { pixel in
        filter.weight((Double(pixel) - centre + 0.5) * inverse)
      }
      let sum = found.reduce(0, +)
      starts.append(start)
      counts.append(found.count)
      for index in 0..<stride { weights.append(index < found.count ? Self.fixed(found[index] / sum) : 0) }
    }
  }

  /// Rounded away from zero where it is in the middle.
  private static func fixed(_ weight: Double) -> Int32 {
    Int32(weight * Double(1 << precision) + (weight < 0 ? -0.5 : 0.5))
  }

  /// Pixels of the image that any pixel of the result reads.
  var inputs: Range<Int> {
    let ends = zip(starts, counts).map { $0 + $1 }
    return (starts.min() ?? 0)..<(ends.max() ?? 0)
  }

  /// The byte that a weighted sum of bytes stands for.
  static func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> precision) }

  /// What a sum begins with: a half, for rounding.
  static let half: Int32 = 1 << (precision - 1)
}
