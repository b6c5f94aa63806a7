import Data
import Networks
import Storage

/// A network with its parameters and all that is needed to compute its loss on samples, however it was trained.
package struct Model: Sendable {
  package let graph: Graph
  /// The flat parameter vector, in the order of `ParameterLayout(graph)`.
  package var parameters: [Float]
  /// What is done to samples before they enter the network.
  package let preprocessing: PixelNormalization
  /// What the network predicts, and the loss that measures how well.
  package var task: PredictionTask
  /// What to call the network, such as `resnet-20`.
  package let name: String
  /// What made the model.
  package var source: ModelSource
  /// What the network was in another program's file; nil for one that was trained here.
  package var imported: ImportRecord?

  /// A model of its parts; `parameters` has one number per parameter of the graph's layout.
  package init(
    graph: Graph, parameters: [Float], preprocessing: PixelNormalization, task: PredictionTask, name: String,
    source: ModelSource, imported: ImportRecord? = nil
  ) {
    self.graph = graph
    self.parameters = parameters
    self.preprocessing = preprocessing
    self.task = task
    self.name = name
    self.source = source
    self.imported = imported
  }

  /// The loss function of the task.
  package var loss: LossFunction { task.loss }

  /// Digest of what determines the network's outputs: graph, preprocessing and parameters; not of task, name or source.
  package var digest: Digest {
    var hasher = Digest.Hasher()
    hasher.update(JSONText.encode(graph))
    hasher.update(JSONText.encode(preprocessing))
    parameters.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  /// The first block that holds a number that is not finite, if there is one.
  package var damagedBlock: ParameterBlock? {
    ParameterLayout(graph).blocks.first { block in parameters[block.range].contains { !$0.isFinite } }
  }

  /// For each block of the layout what it is in a file: as it is here, unless the network was imported.
  package var tensors: [ParameterOrigin] {
    imported?.origins
      ?? ParameterLayout(graph).blocks.map {
        ParameterOrigin(block: $0.name, name: $0.name, extents: $0.shape)
      }
  }

  /// Whether samples have the shape and the kind of target that the network was made for.
  package func accepts(_ samples: Samples) -> Bool {
    samples.fit(graph, for: loss)
  }
}
