import Networks
import Storage

/// The published data sets that the program knows by name: what they hold and how their files are called.
enum PublishedData: String, CaseIterable {
  case fashionMNIST = "fashion-mnist"
  case mnist
  case cifar10
  case cifar100
  /// CIFAR-100 with its twenty superclasses as labels.
  case cifar100Coarse = "cifar100-coarse"

  var shape: SampleShape {
    switch self {
    case .fashionMNIST, .mnist: SampleShape(channels: 1, height: 28, width: 28)
    case .cifar10, .cifar100, .cifar100Coarse: CIFARReader.shape
    }
  }

  var classNames: [String] {
    switch self {
    case .fashionMNIST: ClassNames.fashion
    case .mnist: ClassNames.digits
    case .cifar10: ClassNames.cifar10
    case .cifar100: ClassNames.cifar100
    case .cifar100Coarse: ClassNames.cifar100Coarse
    }
  }

  /// Where the operating system's own package puts the files, if there is one (Debian: `dataset-fashion-mnist`).
  var systemFolder: String? { self == .fashionMNIST ? "/usr/share/datasets/fashion-mnist" : nil }

  /// The folder's name inside a folder of data sets; the second is that of the published archive.
  private var folderNames: [String] {
    switch self {
    case .fashionMNIST, .mnist: [rawValue]
    case .cifar10: [rawValue, "cifar-10-batches-bin"]
    case .cifar100, .cifar100Coarse: ["cifar100", "cifar-100-binary"]
    }
  }

  /// Folders in which the files are looked for, in this order: the one that the user named or those in it; else
  /// those in `dataRoot`, where all of the user's data sets are, and the system's.
  func candidates(folder: String?, dataRoot: String?) -> [String] {
    if let folder { return [folder] + folderNames.map { "\(folder)/\($0)" } }
    let own = dataRoot.map { root in folderNames.map { "\(root)/\($0)" } } ?? []
    return own + [systemFolder].compactMap { $0 }
  }

  /// The first candidate folder that has the data set.
  ///
  /// - Throws: `DatasetError` `folderNeeded` when there is no folder to look in, else `notFound`.
  func locate(folder: String?, dataRoot: String?) throws(DatasetError) -> String {
    let folders = candidates(folder: folder, dataRoot: dataRoot)
    if folders.isEmpty { throw .folderNeeded(name: rawValue) }
    let first = fileNames(.train)[0]
    guard let found = folders.first(where: { path(of: first, in: $0) != nil }) else {
      throw .notFound(name: rawValue, file: first, folders: folders)
    }
    return found
  }

  /// Reads a split from a folder that `locate` found.
  func load(_ split: Split, from folder: String) throws(DatasetError) -> Samples {
    let paths = fileNames(split).map { path(of: $0, in: folder) ?? "\(folder)/\($0)" }
    switch self {
    case .fashionMNIST, .mnist:
      return try .idx(images: paths[0], labels: paths[1], shape: shape, classes: classNames.count)
    case .cifar10: return try CIFARReader.samples(paths, labelBytes: 1, label: 0, classes: 10)
    case .cifar100: return try CIFARReader.samples(paths, labelBytes: 2, label: 1, classes: 100)
    case .cifar100Coarse: return try CIFARReader.samples(paths, labelBytes: 2, label: 0, classes: 20)
    }
  }

  /// The split's files: images, then labels, or all batches.
  private func fileNames(_ split: Split) -> [String] {
    switch (self, split) {
    case (.fashionMNIST, .train), (.mnist, .train): ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"]
    case (.fashionMNIST, .test), (.mnist, .test): ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
    case (.cifar10, .train): (1...5).map { "data_batch_\($0).bin" }
    case (.cifar10, .test): ["test_batch.bin"]
    case (.cifar100, .train), (.cifar100Coarse, .train): ["train.bin"]
    case (.cifar100, .test), (.cifar100Coarse, .test): ["test.bin"]
    }
  }

  /// The file as it lies in the folder: plain, compressed, or with the dot that some copies of MNIST have.
  private func path(of name: String, in folder: String) -> String? {
    let dotted = name.replacing("-idx", with: ".idx")
    let names = [name, "\(name).gz", dotted, "\(dotted).gz"]
    return names.map { "\(folder)/\($0)" }.first(where: FileBytes.exists)
  }
}
