import Storage

/// A finished animation: the bytes of an APNG file.
///
/// The file is a valid PNG. Programs that know nothing of animation show its first frame; browsers play all
/// of it (PNG specification, third edition, section 4.9, https://www.w3.org/TR/png-3/). A later frame holds
/// only the smallest rectangle around the pixels that differ from the frame before.
///
/// The same figures, page, delays and notes always give the same bytes.
package struct Animation: Sendable {
  /// Greatest number of frames.
  package static let limit = 10_000

  /// The file's content.
  package let bytes: [UInt8]
  /// Characters of the texts, in any frame, that no installed font has.
  package let missingCharacters: [Character]

  /// Lays the figures out one after the other, draws each on a page of the same size and encodes it.
  ///
  /// - Parameters:
  ///   - count: number of frames, 1...10000.
  ///   - page: size and resolution of every frame.
  ///   - delay: how long a frame is shown, 0.001...600 seconds.
  ///   - lastDelay: how long the last frame is shown; by default as long as the others.
  ///   - loops: how often all frames are played, 0 for ever.
  ///   - notes: what the file says besides the first figure's own notes.
  ///   - progress: is told after each frame how many there are by now; false stops.
  ///   - figure: makes the figure of a frame 0..<count, asked for in that order and only once.
  /// - Throws: `frameCount`, `frameDelay`, `stopped`, `outOfMemory`, `encodingFailed`, and what `figure`
  ///   throws.
  package init(
    frames count: Int, on page: Page, delay: Double, lastDelay: Double? = nil, loops: Int = 0,
    notes: [PictureNote] = [], progress: ((Int) -> Bool)? = nil,
    figure: (Int) throws(RenderingError) -> any Figure
  ) throws(RenderingError) {
    precondition((0...Int(Int32.max)).contains(loops), "an animation cannot be played \(loops) times")
    guard (1...Self.limit).contains(count) else { throw .frameCount(count, limit: Self.limit) }
    let delay = try FrameDelay(seconds: delay)
    let lastDelay = try lastDelay.map { seconds throws(RenderingError) in try FrameDelay(seconds: seconds) }
    guard PixelMemory.isEnough(for: page) else {
      throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight)
    }
    let typesetter = Typesetter(family: page.words.font)
    let first = try figure(0)
    var encoder = try AnimationEncoder(frames: count, on: page, loops: loops, notes: first.notes + notes)
    for index in 0..<count {
      let plan = try (index == 0 ? first : figure(index)).plan(on: page, with: typesetter)
      let canvas = try CairoCanvas(
        .pixels(width: page.pixelWidth, height: page.pixelHeight), page: page, typesetter: typesetter)
      plan.draw(on: canvas)
      try canvas.check(page)
      try encoder.add(canvas, delay: index == count - 1 ? lastDelay ?? delay : delay)
      if let progress, !progress(index + 1), index + 1 < count {
        throw .stopped(frames: index + 1, of: count)
      }
    }
    bytes = try encoder.finish()
    missingCharacters = typesetter.missingCharacters
  }

  /// Writes the file, replacing what was there in one step.
  package func write(to path: String) throws(StorageError) {
    try AtomicFile.replace(path: path, with: bytes)
  }
}
