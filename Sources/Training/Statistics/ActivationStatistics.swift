import Data
import Networks
import Tensors

/// What happens inside a network at moments of its training.
///
/// Layers are the activations between input and output, in forward order, by the name of their node. Where training
/// drops numbers at random, values are those of such a pass; activations themselves come before the dropping.
package struct ActivationStatistics: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    /// Mean, variance, dead units and saturated values of each layer.
    case activations
    /// Mean, variance and histogram of what goes into each layer's activation.
    case preActivations = "pre-activations"
    /// Statistics of batches against the running ones of each batch normalization.
    case runningStatistics = "running-statistics"
  }

  /// In the order of `Kind.allCases`.
  package let kinds: [Kind]
  /// Names of the activations.
  package let layers: [String]
  /// Names of the batch normalizations.
  package let normalizations: [String]
  /// Of each layer, the largest number within its histogram's edges; empty before the first moment, or unless
  /// pre-activations are recorded.
  package internal(set) var halfWidths: [Double]
  /// One after another.
  package internal(set) var records: [ActivationRecord] = []
  /// Of each batch normalization at the last moment; the moments before keep their gaps only, which are smaller by the
  /// number of channels.
  package internal(set) var channels: [NormalizationChannels] = []

  /// Bins between the edges of a histogram.
  package static let binCount = 60

  /// Nothing yet of a network.
  ///
  /// - Parameter halfWidth: the same edges for all layers, `±halfWidth`, which makes networks comparable; when nil, each
  ///   layer has ±6 root mean squares of its own pre-activations in the first batch of the first moment, which makes
  ///   moments comparable.
  package init(_ graph: Graph, _ kinds: Set<Kind>, halfWidth: Double? = nil) {
    precondition(halfWidth.map { $0 > 0 && $0.isFinite } ?? true, "edges at a distance of \(halfWidth ?? 0)")
    self.kinds = Kind.allCases.filter(kinds.contains)
    layers = graph.activationNodes.map { graph.nodes[$0].name }
    normalizations = graph.batchNormalizationNodes.map { graph.nodes[$0].name }
    let edges = halfWidth.map { [Double](repeating: $0, count: graph.activationNodes.count) }
    halfWidths = kinds.contains(.preActivations) ? edges ?? [] : []
  }

  /// The `binCount + 1` edges of a layer's histogram, evenly spread; a bin has its lower edge, not its upper one.
  package func edges(layer: Int) -> [Double] {
    (0...Self.binCount).map { halfWidths[layer] * (2 * Double($0) / Double(Self.binCount) - 1) }
  }

  /// Whether what the other has recorded can be continued with what this one records.
  func isLike(_ other: ActivationStatistics) -> Bool {
    kinds == other.kinds && layers == other.layers && normalizations == other.normalizations
  }
}

extension ActivationStatistics {
  /// Samples that are observed unless others are named.
  package static let sampleCount = 512

  /// The statistics of a network as it is, at a single moment: of a checkpoint, or of one that was never trained.
  ///
  /// Kernels use one thread.
  ///
  /// - Parameters:
  ///   - indices: the samples to be observed; the first `sampleCount` when nil. There must be at least one.
  ///   - batchSize: samples a pass; those that do not fill a last batch are left out, unless it is the only one.
  ///   - mode: with the batch's statistics as in training, or with the running ones as in inference.
  ///   - epoch: when; for the record.
  ///   - seed: of what training drops at random.
  ///   - halfWidth: where histograms end; see `init`.
  /// - Throws: `KernelError` when memory is short.
  package static func measured(
    graph: Graph, parameters: [Float], samples: Samples, indices: [Int]? = nil,
    normalization: PixelNormalization, batchSize: Int = 128, mode: BatchStatistics = .batch,
    kinds: Set<Kind> = Set(Kind.allCases), epoch: Double = 0, seed: UInt64 = 0, halfWidth: Double? = nil
  ) throws(KernelError) -> ActivationStatistics {
    let observer = try ActivationObserver(
      graph: graph, samples: samples, indices: indices ?? Array(0..<min(sampleCount, samples.count)),
      normalization: normalization, batchSize: batchSize, mode: mode, kinds: kinds, seed: seed)
    var statistics = ActivationStatistics(graph, kinds, halfWidth: halfWidth)
    parameters.withUnsafeBufferPointer { observer.observe(at: $0, epoch: epoch, into: &statistics) }
    return statistics
  }
}

extension Graph {
  /// Activations between input and output.
  package var activationNodes: [Int] {
    nodes.indices.dropLast().filter { nodes[$0].operation.activation != nil }
  }

  var batchNormalizationNodes: [Int] {
    nodes.indices.filter { nodes[$0].operation.as(BatchNormalization.self) != nil }
  }
}
