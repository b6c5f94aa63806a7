extension Raster {
  /// A PNG file of the pixels as they look on white paper: 8-bit RGB, sRGB, one iTXt chunk a note.
  ///
  /// - Throws: `outOfMemory` or `encodingFailed`.
  package func png(notes: [PictureNote] = []) throws(RenderingError) -> [UInt8] {
    try PNGEncoder.encode(self, notes: notes)
  }

  /// A pixel as it looks on white paper: 0xFFRRGGBB.
  static func onWhite(_ pixel: UInt32) -> UInt32 {
    // With colours multiplied by the opacity, white shows through by the rest of it in every channel.
    0xff00_0000 | (pixel & 0xff_ffff) &+ (255 - (pixel >> 24)) &* 0x01_0101
  }
}
