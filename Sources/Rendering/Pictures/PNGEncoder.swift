import CPNG

/// Pixels to a PNG file: 8-bit RGB with sRGB, pHYs and one iTXt chunk a note.
enum PNGEncoder {
  static func encode(
    _ canvas: CairoCanvas, page: Page, notes: [PictureNote]
  ) throws(RenderingError) -> [UInt8] {
    let result = canvas.withPixels { pixels, stride in
      withTexts(notes) { texts in
        var image = image(on: page, pixels: pixels, stride: stride)
        return cpng_encode(&image, texts, texts.count)
      }
    }
    return try bytes(of: result, width: page.pixelWidth, height: page.pixelHeight)
  }

  /// A raster as it looks on white, one pixel a pixel.
  static func encode(_ raster: Raster, notes: [PictureNote]) throws(RenderingError) -> [UInt8] {
    let opaque = raster.pixels.map(Raster.onWhite)
    let result = opaque.withUnsafeBytes { pixels in
      withTexts(notes) { texts in
        var image = cpng_image(
          pixels: pixels.baseAddress?.assumingMemoryBound(to: UInt8.self), stride: 4 * raster.width,
          width: UInt32(raster.width), height: UInt32(raster.height), pixels_per_metre: 0)
        return cpng_encode(&image, texts, texts.count)
      }
    }
    return try bytes(of: result, width: raster.width, height: raster.height)
  }

  /// A page's image for C; `pixels` nil stands for the size alone.
  static func image(on page: Page, pixels: UnsafePointer<UInt8>?, stride: Int) -> cpng_image {
    cpng_image(
      pixels: pixels, stride: stride, width: UInt32(page.pixelWidth), height: UInt32(page.pixelHeight),
      pixels_per_metre: UInt32(min(1e6, max(1, (page.dpi / 0.0254).rounded()))))
  }

  /// Takes the file over from C, or the error.
  static func bytes(of result: cpng_result, width: Int, height: Int) throws(RenderingError) -> [UInt8] {
    guard let bytes = result.bytes else {
      let words = result.error
      let reason = withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if reason.isEmpty { throw .outOfMemory(width: width, height: height) }
      throw .encodingFailed(reason: reason)
    }
    defer { cpng_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: result.count))
  }

  /// Lays the texts out one after the other, each ended by NUL, for the length of the call.
  static func withTexts<Result>(_ notes: [PictureNote], _ body: ([cpng_text]) -> Result) -> Result {
    var characters: [CChar] = []
    var offsets: [Int] = []
    for text in notes.flatMap({ [$0.keyword, $0.text] }) {
      offsets.append(characters.count)
      characters.append(contentsOf: text.utf8.lazy.filter { $0 != 0 }.map(CChar.init(bitPattern:)))
      characters.append(0)
    }
    return characters.withUnsafeBufferPointer { buffer in
      body(
        notes.indices.map { index in
          cpng_text(
            keyword: buffer.baseAddress.map { $0 + offsets[2 * index] },
            text: buffer.baseAddress.map { $0 + offsets[2 * index + 1] })
        })
    }
  }
}
