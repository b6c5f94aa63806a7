import Rendering

extension Failure {
  /// An error with a picture, in words.
  init(_ error: RenderingError, path: String) {
    switch error {
    case .pictureSize(let width, let height, let limit):
      self.init(.usage, "--width \(width) --height \(height): both must be from 1 to \(limit.grouped) pixels")
    case .resolution(let dpi):
      let limits = Page.resolutions
      self.init(
        .usage,
        "--dpi \(dpi): must be from \(limits.lowerBound) to \(Int(limits.upperBound).grouped) pixels an inch")
    case .outOfMemory(let width, let height):
      self.init(
        .software,
        "\(path): not enough memory for \(width)×\(height) pixels; use a smaller --width and --height")
    case .encodingFailed(let reason): self.init(.software, "\(path): libpng could not write it (\(reason))")
    case .missingFont(let name):
      self.init(.usage, "--font '\(name)': not installed; 'fc-list : family' lists the families that are")
    case .notPNG: self.init(.data, "\(path): not a PNG picture; name one that landscape drew")
    case .damagedPNG(let reason): self.init(.data, "\(path): damaged (\(reason)); draw or fetch it again")
    case .differentSizes(let width, let height, let otherWidth, let otherHeight):
      self.init(.differs, "\(path): \(width)×\(height) pixels, the other \(otherWidth)×\(otherHeight)")
    case .frameCount(let count, let limit):
      self.init(.usage, "\(path): \(count.grouped) frames; an animation has 1 to \(limit.grouped)")
    case .frameDelay(let seconds):
      self.init(
        .usage, "--delay \(seconds.formatted(significant: 3)): a frame is shown for 0.001 to 600 seconds")
    case .stopped(let frames, let total):
      self.init(.interrupted, "\(path): stopped after \(frames) of \(total) frames; what was there is kept")
    }
  }
}
