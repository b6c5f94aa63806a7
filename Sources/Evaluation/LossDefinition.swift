import Data
import Models
import Networks

/// What makes a loss a function of parameters: the network, the loss function, and the samples with their weights.
package struct LossDefinition: Sendable {
  package let graph: Graph
  package let loss: LossFunction
  /// What is done to samples before they enter the network.
  package let preprocessing: PixelNormalization
  package let samples: Samples
  /// The samples that the loss is a mean over.
  package let set: SampleSet

  /// The loss of a network on samples that it accepts.
  package init(
    graph: Graph, loss: LossFunction, preprocessing: PixelNormalization, samples: Samples, set: SampleSet
  ) {
    precondition((set.indices.last ?? -1) < samples.count, "a set beyond \(samples.count) samples")
    self.graph = graph
    self.loss = loss
    self.preprocessing = preprocessing
    self.samples = samples
    self.set = set
  }

  /// The loss of a model, whatever its parameters.
  package init(_ model: Model, samples: Samples, set: SampleSet) {
    self.init(
      graph: model.graph, loss: model.loss, preprocessing: model.preprocessing, samples: samples, set: set)
  }
}
