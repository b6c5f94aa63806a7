import Networks
import Storage

/// Images that a user has in a folder, with one sub-folder for each class.
///
/// They are decoded, resized and cut for one network, whose input says how many pixels and channels it reads.
package struct ImageData: Codable, Hashable, Sendable {
  /// The folder, as the user named it.
  package let path: String
  /// What the samples are made for.
  package let network: NetworkInterface
  /// What the outputs are measured by; nil for cross entropy.
  package let loss: LossFunction?
  /// How images are resized; nil for what is usual, and for none where all have the extents that the network reads.
  package let resize: ImageResize?
  /// For a network that does not normalize its inputs itself.
  package let normalization: InputNormalization?
  /// Names of the sub-folders: class 0 first.
  package let classNames: [String]
  /// Whether the folder has one part for training and one for testing.
  package let hasParts: Bool

  /// Looks into a folder; no image is read yet.
  ///
  /// - Throws: `DatasetError.image` where the folder has no classes, the network reads no images, or has fewer outputs.
  package init(
    path: String, for network: NetworkInterface, loss: LossFunction? = nil, resize: ImageResize? = nil,
    normalization: InputNormalization? = nil
  ) throws(DatasetError) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    self.network = network
    self.loss = loss
    self.resize = resize
    self.normalization = normalization
    let parts = try ImageParts(of: path)
    hasParts = parts != nil
    classNames = try ImageFolder.classes(of: parts?.folders[.train] ?? path)
    try check()
  }

  /// Whether a path is a folder that can be one of images: it has no arrays of NumPy.
  package static func isFolder(_ path: String) -> Bool {
    FolderListing.isFolder(path) && !FileBytes.exists("\(path)/x.npy")
  }

  /// The folder's name, with that of the folder above where it is one of a part.
  package var name: String {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last else { return path }
    return ["train", "val", "test"].contains(last) ? parts.suffix(2).joined(separator: "/") : last
  }

  /// Shape of the network's first input.
  var shape: SampleShape { network.inputs[0].shape }

  /// As many classes as samples can have: all outputs of the network.
  private var classes: Int { loss?.takesLabels ?? true ? network.width : max(network.width, 2) }

  /// The same data in another folder.
  func moved(to path: String) -> ImageData { ImageData(self, path: path) }

  private init(_ other: ImageData, path: String) {
    self.path = path
    network = other.network
    loss = other.loss
    resize = other.resize
    normalization = other.normalization
    classNames = other.classNames
    hasParts = other.hasParts
  }

  private func problem(_ reason: String) -> DatasetError { .image(path: path, reason: reason) }

  /// Makes sure that the network reads images and answers with classes.
  private func check() throws(DatasetError) {
    let input = network.inputs[0]
    guard network.inputs.count == 1, input.rows == nil, input.extents.count == 3,
      [1, 3].contains(input.extents[0])
    else {
      let found = network.inputs.map { ArraySamples.words($0.extents) }.joined(separator: " and ")
      throw problem(
        "a folder of images, and the network reads \(found); it has to read [n, 1 or 3, height, width]")
    }
    guard network.positions.reduce(1, *) == 1 else {
      throw problem(
        "a folder has one class an image, and the network answers \(ArraySamples.words(network.output)); give arrays x and y"
      )
    }
    guard classNames.count <= classes else {
      let outputs = network.width == 1 ? "1 output" : "\(network.width) outputs"
      throw problem("it has \(classNames.count) sub-folders, one a class, and the network has \(outputs)")
    }
    try checkResize()
  }

  private func checkResize() throws(DatasetError) {
    guard let resize else { return }
    let (height, width) = (shape.height, shape.width)
    let isLarge =
      switch resize.target {
      case .unchanged: true
      case .shorterSide(let side): side >= min(height, width)
      case .extents(let found, let foundWidth): found >= height && foundWidth >= width
      }
    guard isLarge else {
      throw .invalidSetting(
        name: "--resize", value: resize.text, allowed: "at least \(height)×\(width), which the network reads")
    }
  }

  /// The samples of a split, and how the images were resized.
  ///
  /// - Parameter progress: told how many images are done, and of how many, several times a second; false stops the work.
  /// - Throws: `DatasetError`: `image` or `file` for one that cannot be read, `stopped`.
  package func load(
    _ split: Split, progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws(DatasetError) -> (samples: Samples, resize: ImageResize) {
    try check()
    let parts = try ImageParts(of: path)
    guard parts != nil || split == .train else {
      throw problem("it has no split for testing; leave --split out")
    }
    let folder = try ImageFolder(parts?.folders[split] ?? path)
    guard folder.classNames == classNames else {
      throw .image(
        path: folder.path,
        reason:
          "its sub-folders are other classes than those of \(parts?.folders[.train] ?? "before"); give both the same"
      )
    }
    let statistics = try normalization.flatMap { (given) throws(DatasetError) in
      try given.normalization(channels: shape.channels)
    }
    let loader = try ImageLoader(folder, shape: shape, resize: resize)
    let samples = Samples(
      shape: shape, values: .bytes(try loader.pixels(progress: progress)),
      targets: .labels(folder.labels, classes: classes), normalization: statistics)
    return (samples, loader.resize)
  }
}
