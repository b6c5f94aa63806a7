import Data
import Networks
import Tensors

/// A batch of Fashion-MNIST, normalized as for training, to be put through networks.
struct SignalBatch {
  let images: [Float]
  let labels: [Int32]

  /// The first samples of a split.
  ///
  /// - Throws: `DatasetError`.
  init(count: Int, split: Split = .train, from workshop: Workshop) throws {
    let dataset = DatasetDescription.fashionMNIST
    let train = try workshop.samples(dataset, .train)
    let samples = split == .train ? train : try workshop.samples(dataset, split)
    var images = [Float](repeating: 0, count: count * samples.shape.count)
    let normalization = PixelNormalization(of: train)
    images.withUnsafeMutableBufferPointer {
      samples.copyNormalized(0..<count, using: normalization, into: $0)
    }
    self.images = images
    labels = Array(samples.labels[..<count])
  }

  var count: Int { labels.count }
}

/// The activations of a network's layers over a batch.
struct LayerProbe {
  private let plan: ObservationPlan
  private let batch: Int

  /// - Throws: `KernelError`.
  init(_ graph: Graph, batch: SignalBatch) throws(KernelError) {
    self.batch = batch.count
    plan = try ObservationPlan(
      graph: graph, batchSize: batch.count, statistics: .running, observing: Set(graph.activationNodes))
    _ = plan.inputs[0].floats.update(fromContentsOf: batch.images)
  }

  /// The mean square of each layer's values over units and samples, from the input on.
  func secondMoments(at parameters: [Float]) -> [Double] {
    layers(at: parameters) { values in
      values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
    }
  }

  /// The greatest value of each unit of each layer over the batch.
  func greatest(at parameters: [Float]) -> [[Double]] {
    layers(at: parameters) { values in
      let units = values.count / batch
      return (0..<units).map { unit in
        stride(from: unit, to: values.count, by: units).reduce(-.infinity) { max($0, Double(values[$1])) }
      }
    }
  }

  private func layers<Value>(
    at parameters: [Float], _ summary: (UnsafeBufferPointer<Float>) -> Value
  ) -> [Value] {
    var result: [Value] = []
    parameters.withUnsafeBufferPointer { parameters in
      plan.pass(at: parameters) { _, values in result.append(summary(values)) }
    }
    return result
  }
}
