import Rendering

/// A small image as text, one character a number: few bytes in a file of results, and 64 levels are enough to see.
struct PixelText: Codable, Hashable, Sendable {
  let width: Int
  let height: Int
  /// 1 for grey, 3 for red, green and blue, one plane after another.
  let channels: Int
  let text: String

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// An image of values from 0 (black) to 1, `[channel][row][column]`; values beyond are cut off.
  init(width: Int, height: Int, values: [Float]) {
    precondition(
      values.count == width * height || values.count == 3 * width * height,
      "\(values.count) values for \(width) × \(height) pixels")
    self.width = width
    self.height = height
    channels = values.count / (width * height)
    let bytes = values.map { Self.digits[Int((min(max($0, 0), 1) * 63).rounded())] }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// The values in steps of 1/63; what is no digit is black.
  var values: [Double] {
    var places = [Double](repeating: 0, count: 256)
    for (place, digit) in Self.digits.enumerated() { places[Int(digit)] = Double(place) / 63 }
    return text.utf8.map { places[Int($0)] }
  }

  /// The image with left and right exchanged.
  var mirrored: PixelText {
    let values = values.map { Float($0) }
    return PixelText(
      width: width, height: height,
      values: values.indices.map { values[$0 - $0 % width + (width - 1 - $0 % width)] })
  }

  /// The image for a page; black where the text is too short.
  var raster: Raster {
    let area = width * height
    let values = values + [Double](repeating: 0, count: max(0, channels * area - text.utf8.count))
    return Raster(
      width: width, height: height,
      pixels: (0..<area).map { place in
        let colour = (0..<3).map { values[min($0, channels - 1) * area + place] }
        return Colour(red: colour[0], green: colour[1], blue: colour[2]).premultipliedWord
      })
  }
}
