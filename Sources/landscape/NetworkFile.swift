import Data
import Interchange
import Models
import Networks
import Storage
import Surfaces
import Training

/// A network that a command works on: from a checkpoint, from a model file, which says nothing of its training, or from a file
/// of another program.
struct NetworkFile {
  let path: String
  let model: Model
  /// Nil for a model file.
  private let checkpoint: Checkpoint?
  private let isForeign: Bool
  /// What was said of a network of another program, where anything could be.
  private let importing: ImportOptions?
  /// What a network of another program leaves open of its inputs; empty where it leaves nothing.
  private let extents: [[Int]?]

  /// The network in a container that has been read from `path`.
  ///
  /// - Throws: `Failure`.
  init(_ file: TensorFile, path: String) throws {
    self.path = path
    isForeign = false
    importing = nil
    extents = []
    switch FileKind(file) {
    case .checkpoint:
      let checkpoint = try attempt { try Checkpoint(file, path: path) }
      model = checkpoint.model
      self.checkpoint = checkpoint
    case .model:
      model = try attempt { try Model(file, path: path) }
      checkpoint = nil
    case .surface, .trajectory, .connection, nil:
      throw Failure(StorageError.foreign(path: path, expected: "checkpoint or model"))
    }
  }

  /// - Parameter extents: what is known of inputs whose extents the file leaves open, by their names; nil where nothing is.
  private init(
    importing path: String, _ options: ImportOptions?,
    filling extents: (_ inputs: [String]) throws -> [[Int]?]?
  ) throws {
    self.path = path
    isForeign = true
    importing = options
    checkpoint = nil
    do {
      let found = try Self.imported(path, options, extents: [], loss: nil)
      // Weights without a graph do not say how large a sample is.
      guard let record = found.imported, record.family != nil, let known = try extents(record.inputs),
        let first = known.first, first != nil, first != found.graph.firstInputExtents
      else {
        model = found
        self.extents = []
        return
      }
      model = try Self.imported(path, options, extents: known, loss: nil)
      self.extents = known
    } catch let error as InterchangeError {
      guard case .openExtent(_, _, _, let inputs) = error, let known = try extents(inputs) else {
        throw Failure(error)
      }
      model = try attempt { try Self.imported(path, options, extents: known, loss: nil) }
      self.extents = known
    }
  }

  /// A network of another program, for a loss that may take logits.
  private static func imported(
    _ path: String, _ given: ImportOptions?, extents: [[Int]?], loss: LossFunction?
  ) throws -> Model {
    var options = given?.options ?? ModelImport.Options()
    options.loss = loss
    options.extents = extents
    return try ModelImport.model(
      path, options, program: Program.name, command: Program.command(Program.arguments))
  }

  /// Reads a network.
  ///
  /// - Parameters:
  ///   - options: what is said of a network of another program; nil where a command has no such options.
  ///   - data: what it is measured on, whose samples say what the file leaves open.
  ///   - surface: where a surface of it may be, which says so too.
  /// - Throws: `Failure`.
  static func read(
    _ path: String, _ options: ImportOptions?, data: DataChoice? = nil, surface: String? = nil
  ) throws -> NetworkFile {
    if try isForeign(path) {
      return try NetworkFile(importing: path, options) { inputs in
        if let found = try data?.extents(of: inputs) { return found }
        return surface.flatMap { try? Surface.read($0) }?.provenance.inputExtents
      }
    }
    let file = try attempt { try TensorFile.read(path) }
    try options?.use.refuse("for a file of landscape's own, only for networks of other programs")
    return try NetworkFile(file, path: path)
  }

  /// Whether a surface is of this network; a last softmax or sigmoid of an imported one may belong to the surface's loss.
  ///
  /// - Throws: `Failure`.
  func isNetwork(of surface: Surface) throws -> Bool {
    let digest = surface.provenance.checkpointDigest
    if digest == model.digest { return true }
    guard isForeign, let loss = LossFunction(rawValue: surface.provenance.loss) else { return false }
    return try digest == attempt { try Self.imported(path, importing, extents: extents, loss: loss) }.digest
  }

  /// Whether a file is a network of another program, by its first bytes and its name.
  static func isForeign(_ path: String) throws -> Bool {
    guard ForeignModelFile.isForeign(path) else { return false }
    return attemptFormat(of: path) == nil
  }

  /// What a safetensors container says that it is; nil for other files, and for containers of other programs.
  private static func attemptFormat(of path: String) -> String? {
    guard let start = try? FileBytes.read(path, first: 9),
      let length = try? SafetensorsHeader.length(start, path: path),
      let header = try? FileBytes.read(path, first: 8 + length),
      let metadata = try? SafetensorsHeader(parsing: header, path: path).metadata
    else { return nil }
    return metadata["format"].flatMap { $0.hasPrefix("landscape-") ? $0 : nil }
  }

  /// The network with the samples of a split that it is measured on.
  ///
  /// - Throws: `Failure` where a model needs data, where they do not fit it, and for options that a checkpoint makes
  ///   useless, which names its own data set.
  func measured(on choice: DataChoice, split: Split, isQuiet: Bool) throws -> MeasuredNetwork {
    let samples: Samples
    let dataset: DatasetDescription
    var model = model
    if let trained = checkpoint?.configuration.dataset {
      try choice.use.refuse("for a checkpoint, which names its own data set")
      dataset = choice.folder.map { trained.relocated(to: $0) } ?? trained
      samples = try attempt { try dataset.load(split, dataRoot: Program.dataRoot) }
    } else {
      dataset = try choice.dataset(for: model, at: path)
      let loaded = try attempt { try Self.load(split, of: dataset, isQuiet: isQuiet) }
      samples = try choice.prepared(loaded, for: model, title: dataset.title)
      model = model.measured(on: samples, classNames: dataset.classNames, loss: choice.statedLoss(of: model))
      if isForeign, model.loss != .crossEntropy {
        // Whether the network's last softmax or sigmoid is part of the loss.
        let loss = model.loss
        model = try attempt { try Self.imported(path, importing, extents: extents, loss: loss) }
        model = model.measured(
          on: samples, classNames: dataset.classNames, loss: choice.statedLoss(of: model))
      }
      try check(samples, fit: model, title: dataset.title)
    }
    var hasParts = true
    switch dataset.source {
    case .arrays: hasParts = false
    case .images(let images): hasParts = images.hasParts
    case .folder, .files, .generated, .table: break
    }
    return MeasuredNetwork(
      model: model, samples: samples,
      population: checkpoint?.population(of: split, count: samples.count) ?? Array(0..<samples.count),
      title: dataset.title, split: hasParts ? split.rawValue : nil, isByHand: checkpoint == nil)
  }

  /// What is to be known of weights that hold batch normalization as well; nil where none do.
  var foldingRemark: String? {
    model.imported?.foldedLayers.map { FoldedNormalization.remark(layers: $0) }
  }

  /// The samples of a split, with a line that says how far images are, and what was done to them.
  private static func load(
    _ split: Split, of dataset: DatasetDescription, isQuiet: Bool
  ) throws -> Samples {
    guard case .images(let images) = dataset.source else {
      return try dataset.load(split, dataRoot: Program.dataRoot)
    }
    var line = ProgressLine("decoding", unit: "images", isQuiet: isQuiet)
    defer { line.finish() }
    let (samples, resize) = try images.load(split) { done, total in
      line.update(done: done, total: total)
      return !Interrupts.request.isStopping
    }
    line.finish(
      "\(dataset.title): \(samples.count.grouped) images of \(dataset.classes.grouped) classes, "
        + "\(words(resize)), centre \(samples.shape.height)×\(samples.shape.width)")
    return samples
  }

  private static func words(_ resize: ImageResize) -> String {
    switch resize.target {
    case .unchanged: "not resized"
    case .shorterSide(let side): "shorter side \(side) (\(resize.filter.rawValue))"
    case .extents(let height, let width): "resized \(height)×\(width) (\(resize.filter.rawValue))"
    }
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
