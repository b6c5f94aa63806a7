import Networks
import Storage

/// A trained network with all that is needed to go on training it, or to probe it, without the code that made it.
package struct Checkpoint: Sendable {
  package let graph: Graph
  /// The flat parameter vector, in the order of `ParameterLayout(graph)`.
  package var parameters: [Float]
  /// The optimizer's velocity in the same order; nil when training cannot be continued.
  package var velocity: [Float]?
  package let configuration: TrainingConfiguration
  /// By which samples are normalized before they enter the network.
  package let normalization: PixelNormalization
  /// One record for each completed epoch.
  package var log: [EpochRecord]
  /// Name and version of the program that wrote the file.
  package var program: String
  /// The command line that made it.
  package var command: String?

  package init(
    graph: Graph, parameters: [Float], velocity: [Float]?, configuration: TrainingConfiguration,
    normalization: PixelNormalization, log: [EpochRecord], program: String, command: String?
  ) {
    self.graph = graph
    self.parameters = parameters
    self.velocity = velocity
    self.configuration = configuration
    self.normalization = normalization
    self.log = log
    self.program = program
    self.command = command
  }

  /// Digest of what determines the network's outputs: graph, parameters and preprocessing; not of log or names.
  package var digest: Digest {
    var hasher = Digest.Hasher()
    hasher.update(JSONText.encode(graph))
    hasher.update(JSONText.encode(normalization))
    parameters.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  /// The first block that holds a number that is not finite, if there is one.
  package var damagedBlock: ParameterBlock? {
    ParameterLayout(graph).blocks.first { block in parameters[block.range].contains { !$0.isFinite } }
  }
}

/// What one epoch of training reached.
package struct EpochRecord: Codable, Hashable, Sendable {
  /// Counted from 1.
  package var epoch: Int
  /// Rate of the epoch's last step.
  package var learningRate: Double
  /// Mean over the epoch's batches, each before its own step.
  package var trainLoss: Double
  package var trainAccuracy: Double
  package var validationLoss: Double?
  package var validationAccuracy: Double?
  package var testLoss: Double
  package var testAccuracy: Double

  package init(
    epoch: Int, learningRate: Double, train: Outcome, validation: Outcome?, test: Outcome
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    trainLoss = train.loss
    trainAccuracy = train.accuracy
    validationLoss = validation?.loss
    validationAccuracy = validation?.accuracy
    testLoss = test.loss
    testAccuracy = test.accuracy
  }
}

extension Checkpoint {
  /// What the file says it is, under `format` in its metadata.
  package static let format = "landscape-checkpoint-1"

  private static let velocityName = "optimizer.velocity"

  /// Writes the parameters under their PyTorch-style names, replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: [
      "format": Self.format, "graph": JSONText.encode(graph),
      "configuration": JSONText.encode(configuration), "normalization": JSONText.encode(normalization),
      "log": JSONText.encode(log), "program": program,
    ])
    if let command { file.metadata["command"] = command }
    let layout = ParameterLayout(graph)
    for block in layout.blocks { file.add(block.name, shape: block.shape, parameters[block.range]) }
    if let velocity { file.add(Self.velocityName, shape: [layout.count], velocity) }
    try file.write(to: path)
  }

  /// Reads a checkpoint and checks that its tensors are those that its graph asks for.
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
    func value<Value: Decodable>(_ key: String) throws(StorageError) -> Value {
      guard let text = file.metadata[key] else { throw .corrupt(path: path, reason: "it has no \(key)") }
      return try JSONText.decode(text, path: path, what: key)
    }
    graph = try value("graph")
    configuration = try value("configuration")
    normalization = try value("normalization")
    log = try value("log")
    program = file.metadata["program"] ?? "unknown"
    command = file.metadata["command"]
    let channels = graph.inputShape.channels
    guard normalization.mean.count == channels, normalization.deviation.count == channels,
      normalization.deviation.allSatisfy({ $0 > 0 })
    else { throw .corrupt(path: path, reason: "the normalization does not fit the network's input") }
    let layout = ParameterLayout(graph)
    var parameters: [Float] = []
    for block in layout.blocks { parameters += try file.floats(block.name, shape: block.shape) }
    self.parameters = parameters
    velocity =
      file.entry(Self.velocityName) == nil
      ? nil : try file.floats(Self.velocityName, shape: [layout.count])
  }
}
