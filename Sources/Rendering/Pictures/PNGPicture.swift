import CPNG
import Glibc

/// What a PNG file holds: its pixels, and what it says about itself.
package struct PNGPicture: Sendable {
  /// A text of a file.
  ///
  /// Unlike a `PictureNote` that we write, its keyword can hold any Latin-1 character.
  package struct Note: Hashable, Sendable {
    /// Says what the text is, such as "Title"; at most 79 characters.
    package let keyword: String
    /// Any text; bytes that are no UTF-8 where they should be are replaced by U+FFFD.
    package let text: String
  }

  /// The pixels; of an animation, the picture that programs show which know nothing of animation.
  ///
  /// Eight bits a channel, whatever the file's depth and colour type: 16 bits are rounded to the nearest of
  /// 8, greys and palettes become colours, and colours are multiplied by the opacity, which leaves opaque
  /// pictures as they are. No colour management.
  package let raster: Raster
  /// The resolution, when the file says the same one for both axes.
  package let pixelsPerMetre: Int?
  /// Whether the file says that its colours are sRGB.
  package let isSRGB: Bool
  /// The file's texts in its order, compressed or not, at most 100.
  package let notes: [Note]
  /// The number of frames of an animation (APNG); nil for a still picture.
  package let frames: Int?

  /// Width in pixels, 1...20000.
  package var width: Int { raster.width }
  /// Height in pixels, 1...20000.
  package var height: Int { raster.height }

  /// Reads a file's bytes.
  ///
  /// - Throws: `notPNG`, `damagedPNG` (also for a wrong checksum in any chunk), `pictureSize` before memory
  ///   is taken for the pixels, or `outOfMemory`.
  package init(reading bytes: [UInt8]) throws(RenderingError) {
    var picture = cpng_picture()
    cpng_picture_read(&picture, bytes, bytes.count, UInt32(Page.limit))
    defer { cpng_picture_free(&picture) }
    let (width, height) = (Int(picture.width), Int(picture.height))
    switch picture.status {
    case cpng_read: break
    case cpng_foreign: throw .notPNG
    case cpng_too_large: throw .pictureSize(width: width, height: height, limit: Page.limit)
    case cpng_damaged:
      let words = picture.error
      throw .damagedPNG(
        reason: withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    default: throw .outOfMemory(width: width, height: height)
    }
    raster = Raster(
      width: width, height: height,
      pixels: Array(UnsafeBufferPointer(start: picture.pixels, count: width * height)))
    pixelsPerMetre = picture.pixels_per_metre == 0 ? nil : Int(picture.pixels_per_metre)
    isSRGB = picture.is_srgb
    frames = picture.frame_count == 0 ? nil : Int(picture.frame_count)
    notes = (0..<picture.note_count).map { index in
      let note = cpng_picture_note(&picture, index)
      return Note(
        keyword: note.keyword.map { Self.latin1(UnsafeBufferPointer(start: $0, count: strlen($0))) } ?? "",
        text: Self.text(UnsafeBufferPointer(start: note.text, count: note.text_length), isUTF8: note.is_utf8))
    }
  }

  private static func text(_ characters: UnsafeBufferPointer<CChar>, isUTF8: Bool) -> String {
    guard isUTF8 else { return latin1(characters) }
    return String(decoding: UnsafeRawBufferPointer(characters), as: UTF8.self)
  }

  /// Latin-1 is the first 256 characters of Unicode.
  private static func latin1(_ characters: UnsafeBufferPointer<CChar>) -> String {
    var scalars = String.UnicodeScalarView()
    for character in characters { scalars.append(Unicode.Scalar(UInt8(bitPattern: character))) }
    return String(scalars)
  }
}
