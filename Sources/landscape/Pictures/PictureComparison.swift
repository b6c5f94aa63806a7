import Rendering

/// What tells two pictures apart: pixels of one image, or of every frame, and how frames are played.
struct PictureComparison {
  /// What differs; nil when nothing does.
  private(set) var words: String?
  /// Where the pixels of the first frame that differs do.
  private(set) var difference: ImageDifference?

  /// Compares two pictures, still or animated.
  ///
  /// - Throws: `RenderingError` where frames cannot be read.
  init(
    _ picture: PNGPicture, _ frames: AnimationFrames?, with other: PNGPicture, _ otherFrames: AnimationFrames?
  ) throws(RenderingError) {
    switch (frames, otherFrames) {
    case (nil, nil): try compare(picture.raster, other.raster, name: "")
    case (let one?, let two?): try compare(one, two)
    case (let one?, nil): words = "it is a still one, this has \(Self.frames(one.count))"
    case (nil, let two?): words = "it has \(Self.frames(two.count)), this is a still one"
    }
  }

  private mutating func compare(
    _ frames: AnimationFrames, _ others: AnimationFrames
  ) throws(RenderingError) {
    guard frames.count == others.count else {
      words = "it has \(Self.frames(others.count)), this \(Self.frames(frames.count))"
      return
    }
    guard frames.plays == others.plays else {
      words = "it is played \(Self.times(others.plays)), this \(Self.times(frames.plays))"
      return
    }
    var (frames, others) = (frames, others)
    var first: String?
    var differing = 0
    var index = 0
    while let frame = try frames.next(), let other = try others.next() {
      index += 1
      words = nil
      try compare(frame.raster, other.raster, name: "in frame \(index) of \(frames.count.grouped), ")
      if words == nil, !Self.isSame(frame.delay, other.delay) {
        words =
          "frame \(index) of \(frames.count.grouped) is shown for \(other.seconds.formatted(significant: 3)) s, "
          + "not \(frame.seconds.formatted(significant: 3)) s"
      }
      guard let words else { continue }
      differing += 1
      if first == nil { first = words }
    }
    words = first.map { differing > 1 ? "\($0); so do \((differing - 1).grouped) more frames" : $0 }
  }

  private mutating func compare(_ one: Raster, _ other: Raster, name: String) throws(RenderingError) {
    let found = try ImageDifference(between: one, and: other)
    guard found.maximum > 0 else { return }
    if difference == nil { difference = found }
    let share = (Double(found.differingPixels) / Double(one.width * one.height)).percent(2)
    words = "\(name)\(share) of the pixels differ, by up to \(found.maximum) of 255"
  }

  private static func isSame(
    _ one: (numerator: Int, denominator: Int), _ other: (numerator: Int, denominator: Int)
  ) -> Bool { one.numerator * other.denominator == other.numerator * one.denominator }

  private static func frames(_ count: Int) -> String { count == 1 ? "1 frame" : "\(count.grouped) frames" }

  private static func times(_ plays: Int) -> String {
    plays == 0 ? "for ever" : plays == 1 ? "once" : "\(plays.grouped) times"
  }
}
