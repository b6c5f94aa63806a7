import Networks
import Training

/// A batch of Fashion-MNIST, normalized as for training, to be put through networks.
struct SignalBatch {
  let images: [Float]
  let labels: [Int32]

  /// The first samples of a split.
  ///
  /// - Throws: `DatasetError`.
  init(count: Int, split: Split = .train) throws {
    let dataset = try DatasetDescription.resolve(name: "fashion-mnist")
    let train = try dataset.load(.train)
    let samples = split == .train ? train : try dataset.load(split)
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

/// The values of one node of a network, from the network cut off behind it.
struct LayerProbe {
  private let probe: KernelProbe

  /// - Throws: `KernelError`, or `GraphError` for a network that cannot be cut there.
  init(_ graph: Graph, node: Int, batch: SignalBatch) throws {
    probe = try KernelProbe(
      try Graph(nodes: Array(graph.nodes[...node])), loss: .meanSquaredError, batchSize: batch.count)
    probe.fill(images: batch.images)
  }

  /// Nodes of the activations, from the input on.
  static func activations(of graph: Graph) -> [Int] {
    graph.nodes.indices.filter { index in
      if case .activation = graph.nodes[index].operation { true } else { false }
    }
  }

  /// The mean square of the node's values over units and samples: its mean squared error from 0.
  func secondMoment(at parameters: [Float]) -> Double {
    probe.loss(at: Array(parameters[..<probe.layout.count]))
  }

  /// The greatest value of each unit over the batch.
  func greatest(at parameters: [Float]) -> [Double] {
    let outputs = probe.outputs(at: Array(parameters[..<probe.layout.count]))
    let units = probe.plan.graph.outputShape.count
    return (0..<units).map { unit in
      stride(from: unit, to: outputs.count, by: units).reduce(-.infinity) { max($0, outputs[$1]) }
    }
  }
}
