/// Pixels to be placed on a page: a scene's inside, an image of a data set, a heat map.
package struct Raster: Hashable, Sendable {
  /// Number of columns.
  package let width: Int
  /// Number of rows.
  package let height: Int
  /// `[height × width]`, top row first, each 0xAARRGGBB in sRGB with colours multiplied by the opacity.
  package var pixels: [UInt32]

  /// An image, transparent unless pixels are given.
  package init(width: Int, height: Int, pixels: [UInt32]? = nil) {
    precondition(width > 0 && height > 0, "no image has \(width) × \(height) pixels")
    let pixels = pixels ?? Array(repeating: 0, count: width * height)
    precondition(pixels.count == width * height, "\(pixels.count) pixels for \(width) × \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

extension Colour {
  /// 0xAARRGGBB, with colours multiplied by the opacity.
  package var premultipliedWord: UInt32 {
    let byte = { (c: Double) in UInt32((min(1, max(0, c)) * 255).rounded()) }
    return byte(alpha) << 24 | byte(red * alpha) << 16 | byte(green * alpha) << 8 | byte(blue * alpha)
  }
}
