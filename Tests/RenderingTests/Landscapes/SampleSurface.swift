import Rendering
import Storage
import Surfaces

/// Small surfaces for the figures' tests.
enum SampleSurface {
  static func make(
    x: String = "-1:1:11", y: String? = "-1:1:9", checked: Bool = true, _ loss: (Double, Double) -> Double
  ) throws -> Surface {
    let x = try Axis(parsing: x)
    let y = try y.map { try Axis(parsing: $0) }
    var provenance = SurfaceProvenance(
      program: "landscape 0.1.0", command: "landscape probe model.ckpt", checkpoint: "model.ckpt",
      checkpointDigest: Digest(hex: "c0ffee"), model: "resnet-20", parameterCount: 272_474,
      trainableCount: 271_000,
      dataset: "fashion-mnist", dataDigest: Digest(hex: "da7a"), split: "train", samples: 1000, sampleSeed: 7,
      population: 60_000, seed: 1, directionSeeds: y == nil ? [11] : [11, 12], normalization: "filter",
      included: [],
      orthogonal: false, batchNormalization: "frozen", loss: "cross-entropy")
    provenance.directionCosine = y == nil ? nil : 0.00123
    if checked {
      provenance.selfCheck = SelfCheck(
        checkpointLoss: 0.3124, checkpointAccuracy: 0.912, standardError: 0.0123, centreLoss: 0.3124,
        largestNormError: 0, directionCosine: 0.00123, missing: 0, diverged: 0)
    }
    let losses = (y?.values ?? [0]).flatMap { beta in x.values.map { loss($0, beta) } }
    return Surface(
      x: x, y: y, loss: losses, accuracy: losses.map { $0.isFinite ? 1 / (1 + $0.magnitude) : .nan },
      provenance: provenance)
  }

  static func bowl() throws -> Surface { try make { 0.3 + 3 * $0 * $0 + 2 * $1 * $1 + $0 * $1 } }

  /// A bowl with a missing point, a diverged corner, and its lowest point away from the trained one.
  static func damaged() throws -> Surface {
    try make { x, y in
      if x > 0.7 && y > 0.6 { return .infinity }
      if x == -1 && y == -1 { return .nan }
      return 0.02 + (x - 0.4) * (x - 0.4) * 8 + y * y
    }
  }
}
