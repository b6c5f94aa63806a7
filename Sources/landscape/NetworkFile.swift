import Data
import Models
import Storage
import Training

/// A network that a command works on: from a checkpoint, or from a model file, which says nothing of its training.
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

  /// Reads a network.
  ///
  /// - Throws: `Failure`.
  static func read(_ path: String) throws -> NetworkFile {
    try NetworkFile(attempt { try TensorFile.read(path) }, path: path)
  }

  /// The network with the samples of a split that it is measured on.
  ///
  /// - Throws: `Failure` where a model needs data, where they do not fit it, and for options that a checkpoint makes
  ///   useless, which names its own data set.
  func measured(on choice: DataChoice, split: Split) throws -> MeasuredNetwork {
    let samples: Samples
    let dataset: DatasetDescription
    var model = model
    if let trained = checkpoint?.configuration.dataset {
      try choice.use.refuse("for a checkpoint, which names its own data set")
      dataset = choice.folder.map { trained.relocated(to: $0) } ?? trained
      samples = try attempt { try dataset.load(split, dataRoot: Program.dataRoot) }
    } else {
      dataset = try choice.dataset(for: model, at: path)
      let loaded = try attempt { try dataset.load(split, dataRoot: Program.dataRoot) }
      samples = try choice.prepared(loaded, for: model, title: dataset.title)
      model = model.measured(on: samples, classNames: dataset.classNames, loss: choice.statedLoss(of: model))
      try check(samples, fit: model, title: dataset.title)
    }
    var hasParts = true
    if case .arrays = dataset.source { hasParts = false }
    return MeasuredNetwork(
      model: model, samples: samples,
      population: checkpoint?.population(of: split, count: samples.count) ?? Array(0..<samples.count),
      title: dataset.title, split: hasParts ? split.rawValue : nil, isByHand: checkpoint == nil)
  }

  /// Refuses parameters that are not numbers.
  func refuseDamage() throws {
    guard let block = model.damagedBlock else { return }
    throw Failure(
      .data, "\(path): has parameters that are not numbers, first in \(block.name); train it again")
  }

  /// Refuses a data set whose classes the network has no outputs for; shapes are compared by whoever runs it.
  private func check(_ samples: Samples, fit model: Model, title: String) throws {
    guard !model.accepts(samples), samples.shape == model.graph.inputShape, samples.others.isEmpty else {
      return
    }
    let (positions, width) = model.graph.outputRows(for: model.loss)
    let answers = positions == 1 ? "\(width)" : "\(width) at each of \(positions) positions"
    let wanted = samples.hasClasses ? "\(samples.classes) classes" : "\(samples.outputs) numbers"
    throw Failure(
      .data,
      "\(title): \(wanted) a sample, and the network's outputs are \(answers), measured by \(model.loss.rawValue); "
        + "give data or a --loss that fits")
  }
}
