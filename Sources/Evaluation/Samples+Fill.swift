import Data
import Networks

extension Samples {
  /// Fills a compiled network with the samples of these indices and what its loss compares with: labels, the one-hot
  /// targets that they stand for, or numbers, standardized where the normalization has their statistics.
  ///
  /// Numbers need a loss that compares with numbers.
  package func fill(
    _ network: some BatchInput, with indices: ArraySlice<Int>, using normalization: PixelNormalization
  ) {
    copy(indices, using: normalization, into: network.inputs)
    switch targets {
    case .labels:
      copyLabels(indices, into: network.labels)
      if !network.loss.takesLabels { network.setTargetsFromLabels() }
    case .numbers(let numbers, let width):
      precondition(!network.loss.takesLabels, "\(network.loss.rawValue) of samples without classes")
      let output = network.targets
      precondition(
        output.count >= indices.count * width, "room for \(output.count) of \(indices.count * width) targets")
      for (row, index) in zip(0..., indices) {
        for k in 0..<width {
          let number = numbers[index * width + k]
          output[row * width + k] = normalization.target?.apply(to: number) ?? Float(number)
        }
      }
    }
  }
}

extension LossDefinition {
  /// Fills the first rows of a compiled network with a batch and its weights.
  func fill(_ network: some BatchInput, with batch: MicroBatch) {
    samples.fill(network, with: batch.indices, using: preprocessing)
    setWeights(of: network, to: batch)
  }

  /// Fills all rows of a compiled network with a batch, whose samples are repeated in the rows beyond it with weight 0.
  ///
  /// Such rows would keep samples of another batch otherwise, whose overflow is no concern of this one.
  func fill(allOf network: some BatchInput, rows: Int, with batch: MicroBatch) {
    let first = batch.indices.startIndex
    let repeated = (0..<rows).map { batch.indices[first + $0 % batch.count] }
    samples.fill(network, with: repeated[...], using: preprocessing)
    setWeights(of: network, to: batch)
    for row in batch.count..<rows { network.weights[row] = 0 }
  }

  private func setWeights(of network: some BatchInput, to batch: MicroBatch) {
    precondition(network.weights.count >= batch.count, "room for \(network.weights.count) of \(batch.count)")
    guard let weights = batch.weights else {
      for row in 0..<batch.count { network.weights[row] = 1 }
      return
    }
    for (row, weight) in zip(0..., weights) { network.weights[row] = weight }
  }
}
