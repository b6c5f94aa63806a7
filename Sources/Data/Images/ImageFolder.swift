import Storage

/// A folder with a sub-folder of images for each class, as torchvision's `ImageFolder` reads it.
///
/// Classes are the sub-folders in the order of their names' code points; a class has all images in its folder and in those below.
/// Hidden names, which begin with a dot, and files with other endings than those of images are left out.
struct ImageFolder: Sendable {
  /// Where it lies.
  let path: String
  /// Names of the classes.
  let classNames: [String]
  /// Paths of the images, class by class.
  let files: [String]
  /// The class of each image.
  let labels: [Int32]

  /// Endings of the images that are read.
  private static let endings = ["jpg", "jpeg", "png"]
  /// Endings that torchvision takes as well: leaving them out in silence would make other data.
  private static let otherEndings = ["ppm", "bmp", "pgm", "tif", "tiff", "webp"]
  private static let largestDepth = 16
  private static let mostFolders = 100_000

  /// Lists the classes and images of a folder.
  ///
  /// - Throws: `DatasetError.image` where it has no sub-folders, or a class without images.
  init(_ path: String) throws(DatasetError) {
    let classes = try Self.classes(of: path)
    var files: [String] = []
    var labels: [Int32] = []
    for (label, name) in classes.enumerated() {
      let found = try Self.images(in: "\(path)/\(name)")
      guard !found.isEmpty else {
        throw .image(
          path: "\(path)/\(name)", reason: "a class without PNG or JPEG files; remove the folder or fill it")
      }
      files += found
      labels += Array(repeating: Int32(label), count: found.count)
    }
    self.path = path
    classNames = classes
    self.files = files
    self.labels = labels
  }

  /// Names of the sub-folders.
  ///
  /// - Throws: `DatasetError.image` where there are none.
  static func classes(of path: String) throws(DatasetError) -> [String] {
    let entries = try entries(of: path)
    let names = entries.filter { $0.kind == .folder }.map(\.name)
    guard names.isEmpty else { return names }
    let hasImages = entries.contains { endings.contains(ending(of: $0.name)) }
    throw .image(
      path: path,
      reason: hasImages
        ? "its images lie beside one another; put those of each class into a sub-folder"
        : "a folder with neither sub-folders of images, one for each class, nor x.npy and y.npy")
  }

  private static func ending(of name: String) -> String {
    name.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }

  /// What is not hidden.
  static func entries(of path: String) throws(DatasetError) -> [FolderListing.Entry] {
    do throws(StorageError) {
      return try FolderListing.entries(of: path).filter { !$0.name.hasPrefix(".") }
    } catch { throw .file(error) }
  }

  /// Paths of the images in a folder and in those below, folder by folder in the order of their paths.
  private static func images(in folder: String) throws(DatasetError) -> [String] {
    var found: [(folder: String, files: [String])] = []
    var pending = [(path: folder, depth: 0)]
    while let (path, depth) = pending.popLast() {
      guard depth <= largestDepth, found.count < mostFolders else {
        throw .image(
          path: folder, reason: "folders too deep in one another, or in themselves; remove the links")
      }
      var files: [String] = []
      for entry in try entries(of: path) {
        switch entry.kind {
        case .folder: pending.append(("\(path)/\(entry.name)", depth + 1))
        case .other: break
        case .file:
          let ending = ending(of: entry.name)
          if endings.contains(ending) { files.append("\(path)/\(entry.name)") }
          if otherEndings.contains(ending) {
            throw .image(
              path: "\(path)/\(entry.name)",
              reason: "only PNG and JPEG files are read; convert it, or remove it")
          }
        }
      }
      found.append((path, files))
    }
    return found.sorted { $0.folder.precedesByCodePoints($1.folder) }.flatMap(\.files)
  }
}
