/// What a picture that is drawn again may do: the recipe may come from a stranger.
///
/// Nothing is written or computed from data sets; only the files that the recipe names are read; and the work is bounded.
struct Replay {
  /// Paths that may be read.
  let inputs: Set<String>
  /// Frames of the picture at hand; nil for a still one.
  let frames: Int?

  /// The most that a recipe may draw at random: losses of `geometry corners`, numbers of a table.
  static let drawLimit = 100_000_000
  static let tableLimit = 100_000
  /// The most pixels that all frames of a picture may have.
  static let pixelLimit = 5_000_000_000

  /// - Throws: `Failure` for a file that the recipe does not name.
  func checkInput(_ path: String) throws {
    guard !inputs.contains(path) else { return }
    throw Failure(.data, "its command reads \(path), which is not among the inputs that it names")
  }

  /// Makes sure that no more frames are drawn than there are to compare.
  ///
  /// - Throws: `Failure` for another number of frames.
  func checkFrames(_ count: Int?) throws {
    guard count != frames else { return }
    func words(_ frames: Int?) -> String {
      frames.map { $0 == 1 ? "1 frame" : "\($0.grouped) frames" } ?? "a still picture"
    }
    throw Failure(.differs, "makes another picture: \(words(count)), not \(words(frames))")
  }

  /// - Throws: `Failure` for more work than a stranger may ask for.
  func checkWork(_ amount: Int, limit: Int, _ options: String) throws {
    guard amount > limit else { return }
    throw Failure(
      .data, "\(options) is more work than 'verify' does unasked; repeat the command itself, and compare")
  }
}
