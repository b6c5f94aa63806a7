import Glibc

/// How far apart two images of the same size are, as they look on white paper.
///
/// With dᵢ the difference of a channel (red, green or blue) of a pixel, 0...255, over the n = 3 × width ×
/// height channels: the root mean square √(Σ dᵢ² / n), and the maximum. One wrong pixel shows in the maximum,
/// a shifted curve or a wrong colour in the root mean square.
package struct ImageDifference: Sendable {
  /// Root mean square of the channels' differences, 0...255; 0 exactly for equal images.
  package let rootMeanSquare: Double
  /// The greatest difference of a channel, 0...255.
  package let maximum: Int
  /// The number of pixels that differ in any channel.
  package let differingPixels: Int

  /// The channels' differences as an opaque image.
  private let differences: Raster

  /// Compares two images pixel by pixel.
  ///
  /// - Throws: `differentSizes`.
  package init(between first: Raster, and second: Raster) throws(RenderingError) {
    let (width, height) = (first.width, first.height)
    guard width == second.width, height == second.height else {
      throw .differentSizes(
        width: width, height: height, otherWidth: second.width, otherHeight: second.height)
    }
    var differences = Array(repeating: Self.black, count: width * height)
    var (squares, maximum, count) = (0, 0, 0)
    for row in 0..<height where !Self.areEqual(row, first, second) {
      for index in row * width..<(row + 1) * width where first.pixels[index] != second.pixels[index] {
        let (one, other) = (Raster.onWhite(first.pixels[index]), Raster.onWhite(second.pixels[index]))
        if one == other { continue }
        count += 1
        for shift: UInt32 in [0, 8, 16] {
          let channel = abs(Int(one >> shift & 255) - Int(other >> shift & 255))
          squares += channel * channel
          maximum = max(maximum, channel)
          differences[index] |= UInt32(channel) << shift
        }
      }
    }
    self.differences = Raster(width: width, height: height, pixels: differences)
    rootMeanSquare = (Double(squares) / Double(3 * width * height)).squareRoot()
    self.maximum = maximum
    differingPixels = count
  }

  /// Whether every pixel looks the same.
  package var isZero: Bool { differingPixels == 0 }

  /// An image for the eye: black where the two agree, elsewhere the channels' differences times a factor of
  /// 1...255, at most 255.
  package func image(amplifiedBy factor: Int = 8) -> Raster {
    precondition((1...255).contains(factor), "a difference cannot be amplified by \(factor)")
    var image = differences
    for (index, pixel) in differences.pixels.enumerated() where pixel != Self.black {
      image.pixels[index] = [0, 8, 16].reduce(Self.black) { word, shift in
        word | min(255, (pixel >> shift & 255) * UInt32(factor)) << shift
      }
    }
    return image
  }

  private static let black: UInt32 = 0xff00_0000

  /// Whether two images have the same words in a row: most rows of most comparisons, told apart at once.
  private static func areEqual(_ row: Int, _ first: Raster, _ second: Raster) -> Bool {
    let range = row * first.width..<(row + 1) * first.width
    return first.pixels[range].withUnsafeBytes { one in
      second.pixels[range].withUnsafeBytes { other in
        guard let start = one.baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, one.count) == 0
      }
    }
  }
}
