import Tensors

/// Where a batch-normalization node leaves the statistics of a batch.
struct BatchStatisticsMemory {
  let node: Int
  /// Per channel, over samples and pixels.
  let mean: Memory
  /// Per channel, biased: divided by the number of values.
  let variance: Memory
  /// Values that went into each channel's statistics: `n·H·W`.
  let count: Int
}

extension PlanCompiler {
  /// Moves the running statistics in `parameters` towards those of the last batch:
  /// `running ← (1 − m)·running + m·batch`, with the unbiased variance, as PyTorch does.
  ///
  /// - Parameter momentum: `m`; each layer's own when nil.
  func updateRunningStatistics(in parameters: UnsafeMutableBufferPointer<Float>, momentum: Double?) {
    for statistics in batchStatistics {
      guard let normalization = graph.nodes[statistics.node].operation.as(BatchNormalization.self) else {
        continue
      }
      let m = momentum ?? Double(normalization.momentum)
      let correction = statistics.count > 1 ? Double(statistics.count) / Double(statistics.count - 1) : 1
      for block in layout.blocks(of: statistics.node) {
        let (source, factor): (Memory, Double)
        switch block.role {
        case .runningMean: (source, factor) = (statistics.mean, 1)
        case .runningVariance: (source, factor) = (statistics.variance, correction)
        default: continue
        }
        for (c, i) in block.range.enumerated() {
          let value = factor * Double(source.pointer[c])
          parameters[i] = Float((1 - m) * Double(parameters[i]) + m * value)
        }
      }
    }
  }
}
