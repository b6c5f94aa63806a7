import Data
import Networks
import Numerics
import Tensors

/// Looks into a network at any parameters, always with the same samples.
///
/// It has a plan of its own, so that observing changes nothing in the numbers of training. Not for use by two threads
/// at once.
package final class ActivationObserver {
  private let graph: Graph
  private let samples: Samples
  private let batches: [ArraySlice<Int>]
  private let normalization: PixelNormalization
  private let kinds: Set<ActivationStatistics.Kind>
  private let seed: UInt64
  private let plan: ObservationPlan

  /// Compiles the network.
  ///
  /// - Parameters:
  ///   - indices: the samples, of which there must be at least one, as they are, without augmentation.
  ///   - batchSize: samples a pass; those that do not fill a last batch are left out, unless it is the only one.
  ///   - mode: with the batch's statistics and dropping as in training, or with the running ones as in inference.
  ///   - seed: of what is dropped, always the same in the same batch.
  ///   - threads: inside the kernels.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(
    graph: Graph, samples: Samples, indices: [Int], normalization: PixelNormalization, batchSize: Int,
    mode: BatchStatistics, kinds: Set<ActivationStatistics.Kind>, seed: UInt64 = 0,
    threads: Int = 1
  ) throws(KernelError) {
    precondition(!indices.isEmpty && batchSize > 0, "\(indices.count) samples in batches of \(batchSize)")
    precondition(samples.shape == graph.inputShape, "samples \(samples.shape) for \(graph.inputShape)")
    self.graph = graph
    self.samples = samples
    self.normalization = normalization
    self.kinds = kinds
    self.seed = seed
    let size = min(batchSize, indices.count)
    batches = (0..<indices.count / size).map { indices[$0 * size..<($0 + 1) * size] }
    var nodes: Set<Int> = []
    for node in graph.activationNodes {
      if kinds.contains(.activations) { nodes.insert(node) }
      if kinds.contains(.activations) || kinds.contains(.preActivations) {
        nodes.formUnion(graph.nodes[node].inputs)
      }
    }
    if kinds.contains(.runningStatistics) {
      for node in graph.batchNormalizationNodes { nodes.formUnion(graph.nodes[node].inputs) }
    }
    plan = try ObservationPlan(
      graph: graph, batchSize: size, statistics: mode, observing: nodes, threads: threads)
  }

  /// Adds a moment to statistics of the same network and kinds.
  ///
  /// - Parameters:
  ///   - parameters: the flat vector θ.
  ///   - epoch: when, in epochs from the start.
  package func observe(
    at parameters: UnsafeBufferPointer<Float>, epoch: Double, into statistics: inout ActivationStatistics
  ) {
    precondition(
      Set(statistics.kinds) == kinds && statistics.layers.count == graph.activationNodes.count,
      "statistics of another network or of other kinds")
    var layers = tallies(parameters, statistics.halfWidths)
    let normalizations = graph.batchNormalizationNodes
    var moments: [[[MomentSum]]] = Array(repeating: [], count: normalizations.count)
    for (step, batch) in batches.enumerated() {
      samples.copyNormalized(batch, using: normalization, into: plan.inputs[0].floats)
      plan.setMasks(seed: seed, step: UInt64(step))
      plan.pass(at: parameters) { node, values in
        // One node may be a layer, what goes into the next, and into a normalization.
        for (index, layer) in graph.activationNodes.enumerated() {
          if layer == node { layers[index].add(values: values) }
          if graph.nodes[layer].inputs == [node] {
            layers[index].add(inputs: values, counting: kinds.contains(.preActivations))
          }
        }
        for (index, normalization) in normalizations.enumerated()
        where graph.nodes[normalization].inputs == [node] {
          moments[index].append(Self.channelMoments(values, graph.shapes[node]))
        }
      }
    }
    let channels =
      kinds.contains(.runningStatistics)
      ? zip(normalizations, moments).map { channelStatistics($0, $1, parameters) } : []
    statistics.channels = channels
    statistics.records.append(
      ActivationRecord(
        epoch: epoch, activations: kinds.contains(.activations) ? layers.map(\.activations) : [],
        preActivations: kinds.contains(.preActivations) ? layers.map(\.preActivations) : [],
        gaps: zip(normalizations, channels).map { $1.gap(epsilon: epsilon(of: $0)) }))
    if kinds.contains(.preActivations), statistics.halfWidths.isEmpty {
      statistics.halfWidths = layers.compactMap(\.halfWidth)
    }
  }

  private func tallies(
    _ parameters: UnsafeBufferPointer<Float>, _ halfWidths: [Double]
  ) -> [LayerTally] {
    graph.activationNodes.enumerated().map { index, node in
      guard let activation = graph.nodes[node].operation.activation else {
        preconditionFailure("node \(node) is not an activation")
      }
      let slopes = plan.layout.blocks(of: node).flatMap { parameters[$0.range].map(Double.init) }
      return LayerTally(
        activation, graph.shapes[node], slopes: slopes,
        halfWidth: halfWidths.isEmpty ? nil : halfWidths[index])
    }
  }

  /// Of each channel of values `[n, C, H, W]`.
  private static func channelMoments(
    _ values: UnsafeBufferPointer<Float>, _ shape: SampleShape
  ) -> [MomentSum] {
    var moments = Array(repeating: MomentSum(), count: shape.channels)
    for start in stride(from: 0, to: values.count, by: shape.area) {
      let pixels = UnsafeBufferPointer(rebasing: values[start..<start + shape.area])
      moments[start / shape.area % shape.channels].add(pixels)
    }
    return moments
  }

  private func channelStatistics(
    _ node: Int, _ moments: [[MomentSum]], _ parameters: UnsafeBufferPointer<Float>
  ) -> NormalizationChannels {
    func running(_ role: ParameterRole) -> [Double] {
      plan.layout.blocks(of: node).filter { $0.role == role }.flatMap { block in
        parameters[block.range].map(Double.init)
      }
    }
    return NormalizationChannels(
      batchMeans: moments.map { $0.map(\.mean) }, batchVariances: moments.map { $0.map(\.unbiasedVariance) },
      runningMeans: running(.runningMean), runningVariances: running(.runningVariance))
  }

  private func epsilon(of node: Int) -> Double {
    graph.nodes[node].operation.as(BatchNormalization.self).map { Double($0.epsilon) } ?? 0
  }
}
