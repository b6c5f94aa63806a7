import Rendering

/// A picture that a command makes: what it shows in either theme, and the file that it goes to.
struct Drawing {
  /// What is drawn.
  enum Content {
    case still((Theme) -> any Figure)
    case animated(Timing, frames: Int, (Theme, Int) -> any Figure)
  }

  /// How an animation is played.
  struct Timing {
    /// Seconds for each frame, and for the last one.
    let delay: Double
    let lastDelay: Double?
    /// Number of times, 0 for ever.
    let loops: Int
  }

  let path: String
  /// The files that it is drawn from.
  let inputs: [RecordedInput]
  let content: Content

  /// Frames of an animation; nil for a still picture.
  var frames: Int? {
    switch content {
    case .still: nil
    case .animated(_, let frames, _): frames
    }
  }

  /// The figure, of an animation its first frame's.
  func figure(_ theme: Theme) -> any Figure {
    switch content {
    case .still(let figure): figure(theme)
    case .animated(_, _, let figure): figure(theme, 0)
    }
  }

  /// A drawn picture.
  struct Result {
    let bytes: [UInt8]
    /// Characters that no font has.
    let missingCharacters: [Character]
    /// Whether there is a caption that the picture does not show.
    let leavesOutCaption: Bool
  }

  /// Draws the picture as a file.
  func render(
    _ theme: Theme, on page: Page, as format: Picture.Format, notes: [PictureNote], isQuiet: Bool
  ) throws -> Result {
    do throws(RenderingError) {
      switch content {
      case .still(let figure):
        let picture = try Picture(of: figure(theme), on: page, as: format, notes: notes)
        return Result(
          bytes: picture.bytes, missingCharacters: picture.missingCharacters,
          leavesOutCaption: picture.leavesOutCaption)
      case .animated(let timing, let frames, let figure):
        return try animate(timing, frames, figure, theme, page, notes, isQuiet)
      }
    } catch { throw Failure(error, path: path) }
  }

  private func animate(
    _ timing: Timing, _ frames: Int, _ figure: (Theme, Int) -> any Figure, _ theme: Theme, _ page: Page,
    _ notes: [PictureNote], _ isQuiet: Bool
  ) throws(RenderingError) -> Result {
    Interrupts.install()
    var line = ProgressLine("drawing", unit: "frames", isQuiet: isQuiet)
    defer { line.finish() }
    let animation = try Animation(
      frames: frames, on: page, delay: timing.delay, lastDelay: timing.lastDelay, loops: timing.loops,
      notes: notes,
      progress: { done in
        line.update(done: done, total: frames)
        return !Interrupts.request.isStopping
      }, figure: { index throws(RenderingError) in figure(theme, index) })
    return Result(
      bytes: animation.bytes, missingCharacters: animation.missingCharacters, leavesOutCaption: false)
  }
}
