import Rendering
import Training

/// What the log of a run says, epoch by epoch.
struct LossCurves: Codable, Sendable {
  let name: String
  /// Means over the batches of an epoch, each before its own step, as dropout and augmentation make it.
  let train: [Double]
  let validation: [Double]
  let test: [Double]
  let trainError: [Double]
  let validationError: [Double]
  let testError: [Double]

  /// The log of a run with validation samples.
  init(_ name: String, _ log: [EpochRecord]) {
    self.name = name
    let errors = { (accuracy: KeyPath<EpochRecord, Double?>) in
      log.compactMap { $0[keyPath: accuracy] }.map { Kept.rounded(1 - $0) }
    }
    train = log.map { Kept.rounded($0.trainLoss) }
    validation = log.compactMap { $0.validationLoss }.map { Kept.rounded($0) }
    test = log.map { Kept.rounded($0.testLoss) }
    trainError = errors(\.trainAccuracy)
    validationError = errors(\.validationAccuracy)
    testError = errors(\.testAccuracy)
  }

  /// 1, 2, ….
  var epochs: [Double] { train.indices.map { Double($0 + 1) } }

  /// The epoch, counted from 1, of the least validation loss.
  var best: Int { (validation.indices.min { validation[$0] < validation[$1] } ?? 0) + 1 }

  /// The validation loss at that epoch.
  var least: Double { validation.min() ?? .nan }

  /// The validation loss after the last epoch.
  var final: Double { validation.last ?? .nan }

  /// Mean of some values over the last five epochs, of which a single one could be an outlier.
  static func ending(_ values: [Double]) -> Double {
    let last = values.suffix(5)
    return Kept.rounded(last.reduce(0, +) / Double(last.count))
  }

  /// The curve of the validation loss.
  func validationSeries(_ style: SeriesStyle, named name: String? = nil) -> SeriesLayer {
    SeriesLayer(name ?? self.name, x: epochs, y: validation, style: style)
  }

  /// A sign at the least validation loss.
  func bestMarker(_ style: SeriesStyle? = nil) -> MarkerLayer.Item {
    MarkerLayer.Item(
      .diamond, at: Point(x: Double(best), y: least), name: "least validation loss", style: style)
  }
}
