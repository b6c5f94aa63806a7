import Data
import Networks
import Storage

extension Model {
  /// What a file with a model and nothing else says it is, under `format` in its metadata.
  package static let format = "landscape-model-1"

  /// What a file with a model and a run's state says it is.
  package static let checkpointFormat = "landscape-checkpoint-1"

  /// The part of a checkpoint's configuration that a model needs.
  private struct TrainedOn: Decodable {
    let architecture: Architecture
    let dataset: DatasetDescription
    let loss: LossFunction
  }

  /// Writes the parameters under their names, with graph, normalization, task, name and source in the metadata, replacing
  /// the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: [
      "format": Self.format, "graph": JSONText.encode(graph),
      "normalization": JSONText.encode(preprocessing), "task": JSONText.encode(task), "name": name,
      "source": JSONText.encode(source),
    ])
    if let imported { file.metadata["import"] = JSONText.encode(imported) }
    addParameters(to: &file)
    try file.write(to: path)
  }

  /// Adds each block of parameters under its PyTorch-style name.
  package func addParameters(to file: inout TensorFile) {
    for block in ParameterLayout(graph).blocks {
      file.add(block.name, shape: block.shape, parameters[block.range])
    }
  }

  /// Reads the model in a model file or a checkpoint.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else.
  package static func read(_ path: String) throws(StorageError) -> Model {
    try Model(TensorFile.read(path), path: path)
  }

  /// The model in a container that has been read from `path`, with or without a run's state.
  ///
  /// - Parameter prefixes: first parts of names that no parameter may have, since they are those of other tensors.
  /// - Throws: `StorageError`; `foreign` when the container holds something else.
  package init(
    _ file: TensorFile, path: String, reserving prefixes: [String] = []
  ) throws(StorageError) {
    let graph: Graph
    let (task, name, source): (PredictionTask, String, ModelSource)
    switch file.metadata["format"] {
    case Self.format:
      graph = try file.value("graph", path: path)
      task = try file.value("task", path: path)
      guard let text = file.metadata["name"] else { throw .corrupt(path: path, reason: "it has no name") }
      name = text
      source = try file.value("source", path: path)
    case Self.checkpointFormat:
      graph = try file.value("graph", path: path)
      let run: TrainedOn = try file.value("configuration", path: path)
      task = PredictionTask(of: run.dataset, loss: run.loss)
      name = run.architecture.name
      source = ModelSource(
        program: file.metadata["program"] ?? "unknown", command: file.metadata["command"],
        fileName: path.split(separator: "/").last.map(String.init))
    default: throw .foreign(path: path, expected: "model")
    }
    let preprocessing: PixelNormalization = try file.value("normalization", path: path)
    let layout = ParameterLayout(graph)
    let checks = ModelChecks(path: path, graph: graph, layout: layout)
    try checks.check(preprocessing, task)
    try checks.checkNames(reserving: prefixes)
    var parameters: [Float] = []
    for block in layout.blocks { parameters += try file.floats(block.name, shape: block.shape) }
    self.init(
      graph: graph, parameters: parameters, preprocessing: preprocessing, task: task, name: name,
      source: source, imported: try file.optionalValue("import", path: path))
  }
}
