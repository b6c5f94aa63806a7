import CPNG

/// Pixels to a PNG file: 8-bit RGB with sRGB, pHYs and one iTXt chunk a note.
enum PNGEncoder {
  static func encode(
    _ canvas: CairoCanvas, page: Page, notes: [PictureNote]
  ) throws(RenderingError) -> [UInt8] {
    let result = canvas.withPixels { pixels, stride in
      let image = cpng_image(
        pixels: pixels, stride: stride, width: UInt32(page.pixelWidth), height: UInt32(page.pixelHeight),
        pixels_per_metre: UInt32(min(1e6, max(1, (page.dpi / 0.0254).rounded()))))
      return encode(image, notes)
    }
    guard let bytes = result.bytes else {
      let words = result.error
      let reason = withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if reason.isEmpty { throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight) }
      throw .encodingFailed(reason: reason)
    }
    defer { cpng_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: result.count))
  }

  /// Lays the texts out one after the other, each ended by NUL, for the length of the call.
  private static func encode(_ image: cpng_image, _ notes: [PictureNote]) -> cpng_result {
    var characters: [CChar] = []
    var offsets: [Int] = []
    for text in notes.flatMap({ [$0.keyword, $0.text] }) {
      offsets.append(characters.count)
      characters.append(contentsOf: text.utf8.lazy.filter { $0 != 0 }.map(CChar.init(bitPattern:)))
      characters.append(0)
    }
    return characters.withUnsafeBufferPointer { buffer in
      let texts = notes.indices.map { index in
        cpng_text(
          keyword: buffer.baseAddress.map { $0 + offsets[2 * index] },
          text: buffer.baseAddress.map { $0 + offsets[2 * index + 1] })
      }
      var image = image
      return cpng_encode(&image, texts, texts.count)
    }
  }
}
