import Networks

/// What a data set is and where it comes from: enough to load it again.
///
/// It travels in a checkpoint, and so does everything in it.
package struct DatasetDescription: Codable, Hashable, Sendable {
  /// Where the samples come from.
  package enum Source: Codable, Hashable, Sendable {
    /// A published data set in the folder that the user named; nil: where it is found by itself.
    case folder(path: String?)
    case files(IDXFiles)
    case generated(GeneratedData)
    case table(TableData)
    /// Arrays for one network, in files of other programs.
    case arrays(ArrayData)
    /// Images for one network, in a folder.
    case images(ImageData)
  }

  /// One of `names`.
  package let name: String
  package let source: Source
  /// Shape of one sample.
  package let shape: SampleShape
  /// Names of the classes in the order of their labels; none when a number is to be predicted.
  package let classNames: [String]

  /// Number of classes.
  package var classes: Int { classNames.count }

  /// Whether shape and classes are those of the source, where that says.
  package var isConsistent: Bool {
    switch source {
    case .generated(let data): shape == data.shape && classes == data.classes
    case .table(let data): shape == data.shape && classNames == data.classNames ?? []
    case .arrays(let data): shape == data.shape
    case .images(let data): shape == data.shape && classNames == data.classNames
    // One that is not known here cannot be loaded either, which loading says better.
    case .folder:
      PublishedData(rawValue: name).map { shape == $0.shape && classes == $0.classNames.count } ?? true
    case .files: !classNames.isEmpty
    }
  }

  /// Name of the column whose numbers are to be predicted; nil for classes.
  package var predictedColumn: String? {
    guard case .table(let table) = source, table.classNames == nil else { return nil }
    return table.target
  }

  /// Whether a number is to be predicted and not a class.
  package var isRegression: Bool { predictedColumn != nil }

  /// Whether samples are text to train a language model on.
  package var isOfText: Bool {
    guard case .generated(let data) = source else { return false }
    return data.kind.isOfText
  }

  /// What to call the data set: the name of a table's file or one of arrays, else its own.
  package var title: String {
    switch source {
    case .table(let table): table.name
    case .arrays(let data): data.name
    case .images(let data): data.name
    case .folder, .files, .generated: name
    }
  }

  /// The name under which any CSV file can be used.
  package static let tableName = "csv"

  /// The name of data in arrays.
  private static let arraysName = "arrays"

  /// Data in arrays, for one network; the files are not read yet.
  package init(_ data: ArrayData) {
    self.init(name: Self.arraysName, source: .arrays(data), shape: data.shape, classNames: [])
  }

  /// The name of images in a folder.
  private static let imagesName = "images"

  /// Images in a folder, for one network; they are not read yet.
  package init(_ data: ImageData) {
    self.init(name: Self.imagesName, source: .images(data), shape: data.shape, classNames: data.classNames)
  }

  private init(name: String, source: Source, shape: SampleShape, classNames: [String]) {
    self.name = name
    self.source = source
    self.shape = shape
    self.classNames = classNames
  }

  /// The name under which any pair of IDX files can be used.
  package static let filesName = "idx"

  /// All names that `resolve` knows.
  package static let names =
    PublishedData.allCases.map(\.rawValue) + [filesName, tableName]
    + GeneratedData.Kind.allCases.map(\.rawValue)

  /// The names that need no files to be named one by one.
  package static let namesWithoutFiles =
    PublishedData.allCases.map(\.rawValue) + GeneratedData.Kind.allCases.map(\.rawValue)

  /// Fashion-MNIST, wherever its files are; that they exist is not known.
  package static let fashionMNIST = published(.fashionMNIST, folder: nil)

  private static func published(_ data: PublishedData, folder: String?) -> DatasetDescription {
    DatasetDescription(
      name: data.rawValue, source: .folder(path: folder), shape: data.shape, classNames: data.classNames)
  }

  /// The data set of that name.
  ///
  /// - Parameters:
  ///   - name: one of `names`.
  ///   - folder: where a published data set's files lie, or the folder above. Without it they are looked for in
  ///     `dataRoot` and then where the operating system's package puts them.
  ///   - files: the files of the data set `idx`, which are read once to learn shape and classes.
  ///   - table: the files and columns of the data set `csv`; the files are read once to learn what they hold.
  ///   - generator: settings of a generated data set.
  ///   - dataRoot: the folder that holds all of the user's data sets, where there is one.
  /// - Returns: what can be loaded; the files of a published data set are known to exist.
  /// - Throws: `DatasetError` when the name is unknown, a setting is out of range or the files are not there.
  package static func resolve(
    name: String, folder: String? = nil, files: IDXFiles? = nil,
    table: TableOptions? = nil, generator: GeneratorOptions = GeneratorOptions(),
    dataRoot: String? = nil
  ) throws(DatasetError) -> DatasetDescription {
    if let published = PublishedData(rawValue: name) {
      _ = try published.locate(folder: folder, dataRoot: dataRoot)
      return Self.published(published, folder: folder)
    }
    if let kind = GeneratedData.Kind(rawValue: name) {
      let data = try GeneratedData(kind, generator)
      return DatasetDescription(
        name: name, source: .generated(data), shape: data.shape, classNames: data.classNames)
    }
    if name == tableName {
      guard let table else { throw .filesNeeded(name: name) }
      let data = try TableData(table)
      return DatasetDescription(
        name: name, source: .table(data), shape: data.shape, classNames: data.classNames ?? [])
    }
    guard name == filesName else { throw .unknownName(name, valid: names) }
    guard let files else { throw .filesNeeded(name: name) }
    let train = try Samples.idx(
      images: files.trainImages, labels: files.trainLabels, shape: nil, classes: nil)
    return DatasetDescription(
      name: name, source: .files(files), shape: train.shape,
      classNames: (0..<train.classes).map(String.init))
  }

  /// Loads or draws one split.
  ///
  /// - Parameter dataRoot: the folder that holds all of the user's data sets, where there is one.
  /// - Throws: `DatasetError`, also when files no longer hold what the description says.
  package func load(
    _ split: Split, dataRoot: String? = nil
  ) throws(DatasetError) -> Samples {
    switch source {
    case .generated(let data): return data.samples(split)
    case .table(let data): return try data.load(split)
    case .arrays(let data): return try data.load(split)
    case .images(let data): return try data.load(split).samples
    case .files(let files):
      return try .idx(
        images: files.images(split), labels: files.labels(split), shape: shape, classes: classes)
    case .folder(let folder):
      guard let published = PublishedData(rawValue: name) else {
        throw .unknownName(name, valid: Self.names)
      }
      return try published.load(split, from: published.locate(folder: folder, dataRoot: dataRoot))
    }
  }

  /// The same data set with its files in another folder, for a checkpoint that has moved to another machine.
  ///
  /// Files named one by one keep their names; a generated data set stays as it is.
  package func relocated(to folder: String) -> DatasetDescription {
    func moved(_ path: String) -> String {
      "\(folder)/\(path.split(separator: "/").last.map(String.init) ?? path)"
    }
    let source: Source =
      switch source {
      case .generated: source
      case .table(let data): .table(data.moved(moved))
      case .arrays(let data): .arrays(data.moved(moved))
      case .images(let data): .images(data.moved(to: folder))
      case .folder: .folder(path: folder)
      case .files(let files):
        .files(
          IDXFiles(
            trainImages: moved(files.trainImages), trainLabels: moved(files.trainLabels),
            testImages: moved(files.testImages), testLabels: moved(files.testLabels)))
      }
    return DatasetDescription(name: name, source: source, shape: shape, classNames: classNames)
  }
}
