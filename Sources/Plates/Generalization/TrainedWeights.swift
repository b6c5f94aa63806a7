import Networks
import Rendering
import Training

/// The weights of a trained network or of some of its layers, biases left out.
struct TrainedWeights: Codable, Sendable {
  let name: String
  /// Share of the weights in each bin between `edges`.
  let shares: [Double]
  /// Share of the weights that are 0 to the last bit.
  let zeroShare: Double
  /// Norm of the weights together by epoch, before the epoch's last step.
  let norms: [Double]
  /// Root of the mean square after training.
  let deviation: Double
  let testAccuracy: Double

  /// Ends of the histograms; few weights lie beyond.
  static let limit = 0.4
  /// An odd number, so that 0 is in the middle of a bin.
  static let bins = 61

  /// Of the bins.
  var edges: [Double] {
    shares.indices.map { Self.limit * (2 * Double($0) / Double(shares.count) - 1) } + [Self.limit]
  }

  /// The weights of a checkpoint that records their norms, of all its layers or of those with one of some names.
  init(_ name: String, _ checkpoint: Checkpoint, layers: [String]? = nil) {
    self.name = name
    let blocks = ParameterLayout(checkpoint.graph).blocks.filter { block in
      block.role.isWeight && (layers?.contains { block.name == "\($0).weight" } ?? true)
    }
    let weights = blocks.flatMap { checkpoint.parameters[$0.range].map(Double.init) }
    let count = Double(max(weights.count, 1))
    let counts = HistogramLayer.counts(of: weights, from: -Self.limit, to: Self.limit, bins: Self.bins).counts
    shares = counts.map { Kept.rounded($0 / count) }
    zeroShare = Kept.rounded(Double(weights.count { $0 == 0 }) / count)
    deviation = Kept.rounded((weights.reduce(0) { $0 + $1 * $1 } / count).squareRoot())
    testAccuracy = checkpoint.log.last?.testAccuracy ?? .nan
    let norms = blocks.compactMap { checkpoint.statistics?.values(.weights, of: $0.name) }
    self.norms = (norms.first ?? []).indices.map { moment in
      Kept.rounded(norms.reduce(0) { $0 + $1[moment] * $1[moment] }.squareRoot())
    }
  }

  /// The norm by epoch.
  func normSeries(_ style: SeriesStyle) -> SeriesLayer {
    SeriesLayer(name, x: norms.indices.map { Double($0 + 1) }, y: norms, style: style)
  }

  /// The histogram as bars or as an outline.
  func histogram(_ style: SeriesStyle, isOutline: Bool = false) -> HistogramLayer {
    HistogramLayer(name, edges: edges, heights: shares, style: style, isOutline: isOutline)
  }
}
