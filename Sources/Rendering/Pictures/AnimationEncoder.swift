import CPNG

/// An APNG file that grows frame by frame: 8-bit RGB with sRGB, pHYs and one iTXt chunk a note.
///
/// Holds the file so far and the last frame's pixels, whatever the number of frames.
struct AnimationEncoder: ~Copyable {
  private let animation: OpaquePointer
  private let page: Page

  /// A file of `frames` frames, each of the page's size, played `loops` times, 0 for ever.
  ///
  /// - Throws: `outOfMemory`.
  init(frames: Int, on page: Page, loops: Int, notes: [PictureNote]) throws(RenderingError) {
    let animation = PNGEncoder.withTexts(notes) { texts in
      var size = PNGEncoder.image(on: page, pixels: nil, stride: 0)
      return cpng_animation_begin(&size, texts, texts.count, UInt32(frames), UInt32(loops))
    }
    guard let animation else { throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight) }
    self.animation = animation
    self.page = page
  }

  deinit { cpng_animation_free(animation) }

  /// Adds the next frame.
  ///
  /// - Throws: `outOfMemory` or `encodingFailed`.
  mutating func add(_ canvas: CairoCanvas, delay: FrameDelay) throws(RenderingError) {
    let isDone = canvas.withPixels { pixels, stride in
      cpng_animation_add(animation, pixels, stride, delay.numerator, delay.denominator)
    }
    if !isDone { _ = try finish() }
  }

  /// The file's bytes, once all frames are in; nothing can be added afterwards.
  ///
  /// - Throws: `outOfMemory` or `encodingFailed`.
  mutating func finish() throws(RenderingError) -> [UInt8] {
    try PNGEncoder.bytes(
      of: cpng_animation_end(animation), width: page.pixelWidth, height: page.pixelHeight)
  }
}
