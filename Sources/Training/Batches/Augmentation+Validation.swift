import Networks

extension Augmentation {
  /// Checks every strength against its range.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  func validate() throws(TrainingError) {
    typealias Check = TrainingConfiguration
    try Check.require((0...64).contains(cropPadding), "crop", "must be from 0 to 64 pixels")
    try Check.require((0..<1).contains(resizedCrop), "resized-crop", "must be at least 0 and below 1")
    try Check.require((0...2).contains(aspect), "aspect", "must be from 0 to 2")
    try Check.require(
      aspect == 0 || resizedCrop > 0, "aspect",
      "is that of --resized-crop; add it, such as --resized-crop 0.5")
    for (value, name) in [(brightness, "brightness"), (contrast, "contrast"), (saturation, "saturation")] {
      try Check.require((0...1).contains(value), name, "must be from 0 to 1")
    }
    try Check.require((0...0.5).contains(hue), "hue", "must be from 0 to 0.5 of a turn")
    try Check.require((0...1024).contains(cutout), "cutout", "must be from 0 to 1,024 pixels")
  }

  /// Checks that samples of that shape can be changed so.
  ///
  /// - Parameter text: whether the samples are text, in which nothing can be changed.
  /// - Throws: `TrainingError.invalidOption`.
  func validate(for shape: SampleShape, text: Bool = false) throws(TrainingError) {
    typealias Check = TrainingConfiguration
    for (isAsked, name) in [(cropPadding > 0, "crop"), (horizontalFlip, "flip")] {
      try Check.require(!isAsked || !text, name, "changes images, and samples here are text; leave it out")
    }
    let isImage = shape.area > 1
    // The first two have always been let through for points, which they leave as they are or blacken.
    for (isAsked, name) in [
      (verticalFlip, "flip-vertical"), (resizedCrop > 0, "resized-crop"), (brightness > 0, "brightness"),
      (contrast > 0, "contrast"), (cutout > 0, "cutout"),
    ] {
      try Check.require(
        !isAsked || isImage, name, "changes images, and samples here are no images; leave it out")
    }
    for (isAsked, name) in [(saturation > 0, "saturation"), (hue > 0, "hue")] {
      try Check.require(
        !isAsked || shape.channels == 3, name, "changes colours, and samples here have none; leave it out")
    }
  }
}
