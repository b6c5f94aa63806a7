import Data
import Models
import Networks
import Storage

/// What a user says of the data that a network is measured on; nil stands for what the network says.
struct DataChoice {
  /// A data set by its name, or a file.
  var name: String?
  /// A table's column.
  var target: String?
  /// How images are brought to the network's extents.
  var resize: String?
  var normalize: String?
  var loss: LossFunction?
  /// Where a data set's files are, when not where training found them.
  var folder: String?

  /// How data can be named.
  static let forms =
    ".npz, .npy, .safetensors, .csv, .bin (tokens), x.npy,y.npy, images,labels (IDX), a folder of images"

  /// The options that were given, without the folder: a checkpoint makes them useless.
  var use: OptionUse {
    OptionUse([
      "data": name != nil, "target": target != nil, "resize": resize != nil, "normalize": normalize != nil,
      "loss": loss != nil,
    ])
  }

  /// The files that are named.
  var files: [FileRoles.File] {
    guard let name, Self.isPath(name) else { return [] }
    let parts = FileBytes.exists(name) ? [name] : name.split(separator: ",").map(String.init)
    return parts.map { FileRoles.File("--data", $0) }
  }

  /// Whether a name is one of a data set, or of files that hold nothing but data.
  static func isNamedAsData(_ name: String) -> Bool {
    DatasetDescription.names.contains(name)
      || [".npz", ".npy", ".safetensors", ".bin"].contains { name.hasSuffix($0) }
      || FolderListing.isFolder(name)
  }

  /// Whether something is said beside the folder.
  var isGiven: Bool { !use.given.isEmpty }

  /// Whether it is a file and no name of a data set.
  private static func isPath(_ name: String) -> Bool {
    guard !DatasetDescription.names.contains(name) else { return false }
    return name.contains { "/.,".contains($0) } || FileBytes.exists(name)
  }

  /// The data for a model.
  ///
  /// - Throws: `Failure` for options that do nothing, and names that are not known.
  func dataset(for model: Model, at path: String) throws -> DatasetDescription {
    guard let name else {
      throw Failure(
        .usage,
        "\(path): a model without a data set; name data with --data, as in "
          + "'landscape probe \(path.fileName) --data data.npz' or '--data fashion-mnist'")
    }
    if !model.task.isOpen {
      try OptionUse(["loss": loss != nil]).refuse("for a model that names its own loss")
    }
    let normalization = try normalization(for: model)
    guard Self.isPath(name) else {
      guard ![DatasetDescription.tableName, DatasetDescription.filesName].contains(name) else {
        throw Failure(
          .usage,
          "--data \(name): needs files that only 'landscape train' can be told; name another data set, or a file"
        )
      }
      try OptionUse(["target": target != nil]).refuse("for data that are no table")
      try OptionUse(["resize": resize != nil]).refuse("for data that are no folder of images")
      return try attempt {
        guard DatasetDescription.namesWithoutFiles.contains(name) else {
          throw DatasetError.unknownName(name, valid: DatasetDescription.namesWithoutFiles)
        }
        return try DatasetDescription.resolve(name: name, folder: folder, dataRoot: Program.dataRoot)
      }
    }
    try OptionUse(["data-folder": folder != nil])
      .refuse("for files that are named, only for published data sets")
    if ImageData.isFolder(name) { return try images(name, for: model, normalization) }
    try OptionUse(["resize": resize != nil]).refuse("for data that are no folder of images")
    return DatasetDescription(
      ArrayData(
        path: name, column: target, for: NetworkInterface(model.graph), loss: statedLoss(of: model),
        goal: model.task.isOpen ? nil : model.task.isRegression ? .numbers : .classes,
        normalization: normalization))
  }

  /// What the data are for one sample, for a network that takes various sizes; nil where no data are named, and for images,
  /// which are cut to what the network takes.
  ///
  /// - Throws: `Failure` for data that cannot be read.
  func extents(of inputs: [String]) throws -> [[Int]?]? {
    guard let name, !ImageData.isFolder(name) else { return nil }
    return try attempt {
      guard Self.isPath(name) else {
        guard DatasetDescription.namesWithoutFiles.contains(name) else {
          throw DatasetError.unknownName(name, valid: DatasetDescription.namesWithoutFiles)
        }
        let data = try DatasetDescription.resolve(name: name, folder: folder, dataRoot: Program.dataRoot)
        return [[data.shape.channels, data.shape.height, data.shape.width]]
      }
      return try ArrayData.extents(in: name, column: target, of: inputs)
    }
  }

  /// A folder of images for a model.
  private func images(
    _ path: String, for model: Model, _ normalization: InputNormalization?
  ) throws -> DatasetDescription {
    try OptionUse(["target": target != nil]).refuse("for data that are no table")
    if model.preprocessing.isIdentity, normalize == nil { throw Self.pixels(title: path) }
    guard !model.task.isRegression || model.task.isOpen else {
      throw Failure(
        .data, "\(path): images of classes, and the network predicts a number; name data with --data data.npz"
      )
    }
    let size = resize.flatMap(ImageResize.init(parsing:))
    guard resize == nil || size != nil else {
      throw Failure(
        .usage,
        "--resize '\(resize ?? "")': write pixels of the shorter side as in 256, of both sides as in 224x224, or "
          + "none; 256:bicubic for another filter")
    }
    return try attempt {
      try DatasetDescription(
        ImageData(
          path: path, for: NetworkInterface(model.graph), loss: statedLoss(of: model), resize: size,
          normalization: normalization))
    }
  }

  /// What is said of pixels that nobody says how to normalize.
  private static func pixels(title: String) -> Failure {
    Failure(
      .usage,
      "\(title): pixels from 0 to 255; say what the model was trained on with --normalize imagenet, half, "
        + "none (0 to 1) or mean:deviation")
  }

  /// The samples as the model is to see them.
  ///
  /// - Throws: `Failure` for pixels that nobody says how to normalize.
  func prepared(_ samples: Samples, for model: Model, title: String) throws -> Samples {
    guard model.preprocessing.isIdentity else { return samples }
    switch samples.values {
    case .indices: try OptionUse(["normalize": normalize != nil]).refuse("for tokens, only for numbers")
    case .bytes where normalize == nil: throw Self.pixels(title: title)
    case .bytes, .floats: break
    }
    guard samples.normalization == nil, let normalization = try normalization(for: model) else {
      return samples
    }
    guard let statistics = normalization.statistics(channels: samples.shape.channels) else {
      throw Failure(
        DatasetError.invalidSetting(
          name: "--normalize", value: normalization.text,
          allowed: "of one channel or \(samples.shape.channels), as the data have them"))
    }
    return statistics.isIdentity ? samples : samples.normalized(by: statistics)
  }

  /// The loss that the user or the model names; nil where the data decide.
  func statedLoss(of model: Model) -> LossFunction? {
    if let loss { return loss }
    return model.task == PredictionTask(.classes(names: []), loss: .crossEntropy) ? nil : model.loss
  }

  private func normalization(for model: Model) throws -> InputNormalization? {
    guard let normalize else { return nil }
    guard model.preprocessing.isIdentity else {
      try OptionUse(["normalize": true]).refuse("for a model that normalizes its inputs itself")
      return nil
    }
    guard let normalization = InputNormalization(parsing: normalize) else {
      throw Failure(
        .usage,
        "--normalize '\(normalize)': write imagenet, half, none, or means and deviations, e.g. "
          + "0.5:0.5 or 0.485,0.456,0.406:0.229,0.224,0.225")
    }
    return normalization
  }
}
