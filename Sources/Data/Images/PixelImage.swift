import CImages

/// An image as bytes: rows of pixels, each grey, or red, green and blue.
struct PixelImage: Hashable, Sendable {
  /// Why a file's pixels cannot be had.
  enum Damage: Error, Hashable {
    /// Neither PNG nor JPEG.
    case foreign
    case tooLarge(width: Int, height: Int)
    /// Truncated or corrupt, in the decoder's words.
    case damaged(String)
    /// Of a kind that is not read, with what to do.
    case unsupported(String)
    case outOfMemory
  }

  /// Extents of an image, before its pixels are decoded.
  struct Head: Hashable, Sendable {
    let height: Int
    let width: Int
  }

  let height: Int
  let width: Int
  /// 1 or 3.
  let channels: Int
  /// [height × width × channels], top row first.
  let pixels: [UInt8]

  /// The most pixels of an image: 134 million, a square of 11,585.
  static let largestCount = 1 << 27

  /// - Precondition: as many bytes as the extents say.
  init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(pixels.count == height * width * channels, "\(pixels.count) bytes of pixels")
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
  }

  /// Decodes a PNG or JPEG file as Pillow does.
  ///
  /// - Throws: `Damage`.
  init(decoding bytes: [UInt8]) throws(Damage) {
    let found = try Self.read(bytes, headOnly: false) { image in
      let count = Int(image.width) * Int(image.height) * Int(image.channels)
      return PixelImage(
        height: Int(image.height), width: Int(image.width), channels: Int(image.channels),
        pixels: Array(UnsafeBufferPointer(start: image.pixels, count: count)))
    }
    self = found
  }

  /// The extents of a PNG or JPEG file.
  ///
  /// - Throws: `Damage`, of the head alone.
  static func head(of bytes: [UInt8]) throws(Damage) -> Head {
    try read(bytes, headOnly: true) { Head(height: Int($0.height), width: Int($0.width)) }
  }

  private static func read<Value>(
    _ bytes: [UInt8], headOnly: Bool, _ value: (borrowing cimages_image) -> Value
  ) throws(Damage) -> Value {
    var image = cimages_image()
    defer { cimages_free(&image) }
    cimages_read_file(&image, bytes, bytes.count, UInt64(largestCount), headOnly)
    switch image.status {
    case cimages_read: return value(image)
    case cimages_foreign: throw .foreign
    case cimages_too_large: throw .tooLarge(width: Int(image.width), height: Int(image.height))
    case cimages_unsupported: throw .unsupported(words(of: image))
    case cimages_out_of_memory: throw .outOfMemory
    default: throw .damaged(words(of: image))
    }
  }

  /// What the decoder says, as a clause.
  private static func words(of image: cimages_image) -> String {
    let text = withUnsafeBytes(of: image.error) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return text.isEmpty ? "no reason given" : text
  }

  /// The same image with one channel or three: grey repeated, colours weighted by ITU-R 601-2 as Pillow's `convert("L")`.
  func converted(to wanted: Int) -> PixelImage {
    guard wanted != channels else { return self }
    let count = height * width
    let converted = [UInt8](unsafeUninitializedCapacity: count * wanted) { target, filled in
      for pixel in 0..<count {
        if wanted == 3 {
          for channel in 0..<3 { target[3 * pixel + channel] = pixels[pixel] }
        } else {
          let (red, green, blue) = (
            Int(pixels[3 * pixel]), Int(pixels[3 * pixel + 1]), Int(pixels[3 * pixel + 2])
          )
          target[pixel] = UInt8(
            truncatingIfNeeded: (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16)
        }
      }
      filled = count * wanted
    }
    return PixelImage(height: height, width: width, channels: wanted, pixels: converted)
  }
}
