import Data
import Interchange
import Models
import Storage
import Training

/// A network that a command works on: from a checkpoint, from a model file, which says nothing of its training, or from a file
/// of another program.
struct NetworkFile {
  let path: String
  let model: Model
  /// Nil for a model file.
  private let checkpoint: Checkpoint?

  /// The network in a container that has been read from `path`.
  ///
  /// - Throws: `Failure`.
  init(_ file: TensorFile, path: String) throws {
    self.path = path
    switch FileKind(file) {
    case .checkpoint:
      let checkpoint = try attempt { try Checkpoint(file, path: path) }
      model = checkpoint.model
      self.checkpoint = checkpoint
    case .model:
      model = try attempt { try Model(file, path: path) }
      checkpoint = nil
    case .surface, .trajectory, nil:
      throw Failure(StorageError.foreign(path: path, expected: "checkpoint or model"))
    }
  }

  private init(importing path: String, _ options: ImportOptions) throws {
    self.path = path
    model = try attempt {
      try ModelImport.model(
        path, options.options, program: Program.name, command: Program.command(Program.arguments))
    }
    checkpoint = nil
  }

  /// Reads a network.
  ///
  /// - Throws: `Failure`.
  static func read(_ path: String, _ options: ImportOptions) throws -> NetworkFile {
    if try isForeign(path) { return try NetworkFile(importing: path, options) }
    try options.use.refuse("for a file of landscape's own, only for networks of other programs")
    return try NetworkFile(attempt { try TensorFile.read(path) }, path: path)
  }

  /// Whether a file is a network of another program, by its first bytes and its name.
  static func isForeign(_ path: String) throws -> Bool {
    guard ForeignModelFile.isForeign(path) else { return false }
    return attemptFormat(of: path) == nil
  }

  /// What a safetensors container says that it is; nil for other files, and for containers of other programs.
  private static func attemptFormat(of path: String) -> String? {
    guard let start = try? FileBytes.read(path, first: 9), let length = try? SafetensorsHeader.length(start, path: path),
      let header = try? FileBytes.read(path, first: 8 + length),
      let metadata = try? SafetensorsHeader(parsing: header, path: path).metadata
    else { return nil }
    return metadata["format"].flatMap { $0.hasPrefix("landscape-") ? $0 : nil }
  }

  /// The data set that the network is probed on.
  ///
  /// - Parameters:
  ///   - name: what the user calls it; nil for the one that a checkpoint was trained on.
  ///   - folder: where its files are, when not where training found them.
  /// - Throws: `Failure` where a model needs a name, and where a checkpoint is given one.
  func dataset(named name: String? = nil, folder: String?) throws -> DatasetDescription {
    if let dataset = checkpoint?.configuration.dataset {
      try OptionUse(["data": name != nil]).refuse("for a checkpoint, which names its own data set")
      return folder.map { dataset.relocated(to: $0) } ?? dataset
    }
    guard let name else {
      throw Failure(
        .usage,
        "\(path): a model without a data set; name one with --data, as in "
          + "'landscape probe \(path.fileName) --data fashion-mnist'")
    }
    guard ![DatasetDescription.tableName, DatasetDescription.filesName].contains(name) else {
      throw Failure(
        .usage, "--data \(name): needs files that only 'landscape train' can be told; name another data set")
    }
    return try attempt {
      try DatasetDescription.resolve(name: name, folder: folder, dataRoot: Program.dataRoot)
    }
  }

  /// The samples of a split of `count` samples from which a probe chooses, rising: of the training split those that the
  /// network was trained on, where that is known.
  func population(of split: Split, count: Int) -> [Int] {
    checkpoint?.population(of: split, count: count) ?? Array(0..<count)
  }
}
