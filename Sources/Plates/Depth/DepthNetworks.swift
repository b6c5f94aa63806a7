import Models
import Networks
import Probing
import Surfaces
import Training

/// The four networks of the chapter: shallow and deep, plain and residual, trained alike.
///
/// A residual network has the layers of the plain one of its depth and as many parameters; its skips add none.
enum DepthNetworks {
  static let depths = [20, 56]
  static let widthFactor = 0.5
  static let batchSize = 32
  static let rate = 0.05

  /// Shallow plain, deep plain, shallow residual, deep residual.
  static func runs(_ effort: Effort) throws -> [PlateRun] {
    try ["plain", "resnet"].flatMap { family in
      try depths.map { depth in
        let name = "\(family)-\(depth)"
        return PlateRun(
          name,
          TrainingConfiguration(
            dataset: .fashionMNIST,
            architecture: try Architecture(name: name, widthFactor: widthFactor),
            epochs: effort.pick(8, quick: 2), batchSize: batchSize,
            optimizer: OptimizerConfiguration(learningRate: rate),
            sampleLimit: effort.pick(4096, quick: 1024)))
      }
    }
  }

  /// Samples that the loss around the networks is a mean over.
  static func samples(_ effort: Effort) -> Int { effort.pick(256, quick: 64) }

  /// The loss around each network, on one grid and in directions of one seed.
  static func views(_ effort: Effort) throws -> [PlateView] {
    let axis = try Axis(lower: -0.5, upper: 0.5, count: effort.pick(25, quick: 9))
    return try runs(effort).map { PlateView(of: $0, x: axis, y: axis, samples: samples(effort)) }
  }

  /// The surfaces of the views, as they are kept.
  static func surfaces(from workshop: Workshop) throws -> [KeptSurface] {
    try views(workshop.effort).map { KeptSurface(try workshop.surface($0)) }
  }
}
