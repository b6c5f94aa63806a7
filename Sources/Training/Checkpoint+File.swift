import Models
import Networks
import Storage

extension Checkpoint {
  /// What the file says it is, under `format` in its metadata.
  package static let format = Model.checkpointFormat

  private static let optimizerPrefix = "optimizer."
  private static let bestName = "best.parameters"

  /// First parts of the names of tensors that hold a run's state, which no parameter may have.
  private static let statePrefixes = [
    optimizerPrefix, "best.", BlockStatistics.prefix, ActivationStatistics.prefix,
  ]

  /// The numbers in a run's state.
  struct Progress: Codable {
    var steps: Int?
    var restoredEpoch: Int?
  }

  /// Writes the parameters under their PyTorch-style names, replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: [
      "format": Self.format, "graph": JSONText.encode(graph),
      "configuration": JSONText.encode(configuration), "normalization": JSONText.encode(normalization),
      "log": JSONText.encode(log), "program": program,
      "progress": JSONText.encode(Progress(steps: optimizer?.steps, restoredEpoch: restoredEpoch)),
    ])
    if let command { file.metadata["command"] = command }
    if let options { file.metadata["options"] = options }
    if let dataDigest { file.metadata["data-digest"] = dataDigest.hex }
    if let trainingSamples { file.metadata["training-samples"] = JSONText.encode(trainingSamples) }
    let layout = ParameterLayout(graph)
    model.addParameters(to: &file)
    if let optimizer {
      for (name, vector) in zip(configuration.optimizer.method.stateNames, optimizer.vectors) {
        file.add(Self.optimizerPrefix + name, shape: [layout.count], vector)
      }
    }
    if let best { file.add(Self.bestName, shape: [layout.count], best) }
    statistics?.add(to: &file)
    activations?.add(to: &file)
    try file.write(to: path)
  }

  /// Reads a checkpoint and checks that its tensors are those that its graph asks for, and its settings and its state
  /// ones that a run can have.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else.
  package static func read(_ path: String) throws(StorageError) -> Checkpoint {
    try Checkpoint(TensorFile.read(path), path: path)
  }

  /// The checkpoint in a container that has been read from `path`.
  ///
  /// - Throws: `StorageError`; `foreign` when the container holds something else.
  package init(_ file: TensorFile, path: String) throws(StorageError) {
    guard file.metadata["format"] == Self.format else { throw .foreign(path: path, expected: "checkpoint") }
    let model = try Model(file, path: path, reserving: Self.statePrefixes)
    let configuration: TrainingConfiguration = try file.value("configuration", path: path)
    let log: [EpochRecord] = try file.value("log", path: path)
    // Absent in the first version of the format, whose only method has no use for the number of steps.
    let progress: Progress? = try file.optionalValue("progress", path: path)
    let layout = ParameterLayout(model.graph)
    let checks = CheckpointChecks(
      path: path, graph: model.graph, layout: layout, configuration: configuration)
    try checks.checkConfiguration()
    try checks.check(log, progress)
    var vectors: [[Float]] = []
    let names = configuration.optimizer.method.stateNames.map { Self.optimizerPrefix + $0 }
    for name in names where file.entry(name) != nil {
      vectors.append(try file.floats(name, shape: [layout.count]))
    }
    let hasState = vectors.count == names.count && (progress == nil || progress?.steps != nil)
    self.init(
      model: model, optimizer: hasState ? OptimizerState(steps: progress?.steps ?? 0, vectors: vectors) : nil,
      configuration: configuration, log: log,
      trainingSamples: try file.optionalValue("training-samples", path: path),
      options: file.metadata["options"])
    restoredEpoch = progress?.restoredEpoch
    if file.entry(Self.bestName) != nil { best = try file.floats(Self.bestName, shape: [layout.count]) }
    dataDigest = file.metadata["data-digest"].map { Digest(hex: $0) }
    statistics = try BlockStatistics(file, path: path)
    activations = try ActivationStatistics(file, path: path)
    try checks.check(statistics)
    try checks.check(activations)
  }
}
