import Tensors

/// The parameters that training starts from.
package enum Initialization {
  /// Weights from `N(0, 2/fan-in)`, biases and shifts 0, scales 1, running mean 0 and variance 1, slopes 0.25.
  ///
  /// He et al. 2015, arXiv:1502.01852, eq. 10 and §2.1.
  ///
  /// - Parameters:
  ///   - seed: each block draws from the stream `(seed, block index)`.
  /// - Returns: the flat vector, `ParameterLayout(graph).count` long.
  package static func parameters(of graph: Graph, seed: UInt64) -> [Float] {
    let layout = ParameterLayout(graph)
    var parameters = [Float](repeating: 0, count: layout.count)
    for (index, block) in layout.blocks.enumerated() {
      switch block.role {
      case .weight(let filters):
        let fanIn = block.range.count / filters
        let deviation = (2 / Double(fanIn)).squareRoot()
        var generator = SeededGenerator(seed: seed, stream: UInt64(index))
        for i in block.range { parameters[i] = Float(deviation * generator.normal()) }
      case .normalizationScale, .runningVariance:
        for i in block.range { parameters[i] = 1 }
      case .activationSlope:
        for i in block.range { parameters[i] = 0.25 }
      case .bias, .normalizationShift, .runningMean: break
      }
    }
    return parameters
  }
}
