/// Why there is no picture.
package enum RenderingError: Error, Hashable, Sendable {
  /// A picture's width or height is not from 1 to `limit` pixels.
  case pictureSize(width: Int, height: Int, limit: Int)
  /// The resolution is not from 0.01 to 100000 dots an inch.
  case resolution(dpi: Double)
  /// There is not enough memory for so many pixels.
  case outOfMemory(width: Int, height: Int)
  /// libpng refused to write the file, in its own words.
  case encodingFailed(reason: String)
}
