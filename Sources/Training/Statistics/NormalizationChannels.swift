import Glibc
import Numerics

/// Statistics of batches beside the running ones, by channel, of one batch normalization.
package struct NormalizationChannels: Hashable, Sendable {
  /// `[batch][channel]`, over samples and pixels.
  package let batchMeans: [[Double]]
  /// `[batch][channel]`, unbiased (divided by one less than the number of values) as the running ones are.
  package let batchVariances: [[Double]]
  /// One a channel.
  package let runningMeans: [Double]
  /// One a channel.
  package let runningVariances: [Double]

  package init(
    batchMeans: [[Double]], batchVariances: [[Double]], runningMeans: [Double], runningVariances: [Double]
  ) {
    self.batchMeans = batchMeans
    self.batchVariances = batchVariances
    self.runningMeans = runningMeans
    self.runningVariances = runningVariances
  }

  /// The differences in two numbers.
  func gap(epsilon: Double) -> ActivationRecord.NormalizationGap {
    var (means, variances) = (MomentSum(), MomentSum())
    for (batchMean, batchVariance) in zip(batchMeans, batchVariances) {
      for c in runningMeans.indices {
        let variance = runningVariances[c] + epsilon
        means.add((batchMean[c] - runningMeans[c]) / variance.squareRoot())
        variances.add(log((batchVariance[c] + epsilon) / variance))
      }
    }
    return .init(mean: means.rootMeanSquare, variance: variances.rootMeanSquare)
  }
}
