/// Why there is no picture, or why one cannot be read.
package enum RenderingError: Error, Hashable, Sendable {
  /// A picture's width or height is not from 1 to `limit` pixels.
  case pictureSize(width: Int, height: Int, limit: Int)
  /// The resolution is not from 0.01 to 100000 dots an inch.
  case resolution(dpi: Double)
  /// There is not enough memory for so many pixels.
  case outOfMemory(width: Int, height: Int)
  /// libpng refused to write the file, in its own words.
  case encodingFailed(reason: String)
  /// The bytes do not begin like a PNG file.
  case notPNG
  /// No font of that family is installed.
  case missingFont(String)
  /// A PNG file is cut off or corrupt; the reason is in libpng's words.
  case damagedPNG(reason: String)
  /// Two pictures that are to be compared have different sizes in pixels.
  case differentSizes(width: Int, height: Int, otherWidth: Int, otherHeight: Int)
  /// An animation cannot have so many frames: it has from 1 to `limit`.
  case frameCount(Int, limit: Int)
  /// A frame cannot be shown for so long: it is from 0.001 to 600 seconds.
  case frameDelay(seconds: Double)
  /// An animation was stopped after `frames` of its frames.
  case stopped(frames: Int, of: Int)
}
