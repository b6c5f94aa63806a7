import Data
import Networks

extension Samples {
  /// Fills a compiled network with the samples of these indices and what its loss compares with: labels, the one-hot
  /// targets that they stand for, or standardized numbers.
  ///
  /// Numbers need a loss that compares with numbers, and a normalization that has their statistics.
  package func fill(
    _ network: some BatchInput, with indices: ArraySlice<Int>, using normalization: PixelNormalization
  ) {
    copyNormalized(indices, using: normalization, into: network.images)
    switch targets {
    case .labels:
      copyLabels(indices, into: network.labels)
      if !network.loss.takesLabels { network.setTargetsFromLabels() }
    case .numbers(let numbers):
      precondition(!network.loss.takesLabels, "\(network.loss.rawValue) of samples without classes")
      guard let standardization = normalization.target else {
        preconditionFailure("numbers without their mean and deviation")
      }
      let output = network.targets
      precondition(output.count >= indices.count, "room for \(output.count) of \(indices.count) targets")
      for (place, index) in zip(0..., indices) { output[place] = standardization.apply(to: numbers[index]) }
    }
  }
}
