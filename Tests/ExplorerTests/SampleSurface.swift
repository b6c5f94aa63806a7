import Storage
import Surfaces

/// Small surfaces for pages.
enum SampleSurface {
  static func make(
    x: String = "-1:1:11", y: String = "-1:1:9", model: String = "resnet-20", landmarks: [Landmark] = [],
    _ loss: (Double, Double) -> Double = { 0.3 + 3 * $0 * $0 + 2 * $1 * $1 }
  ) throws -> Surface {
    let (x, y) = (try Axis(parsing: x), try Axis(parsing: y))
    let provenance = SurfaceProvenance(
      program: "landscape 0.1.0", command: nil, checkpoint: "model.ckpt",
      checkpointDigest: Digest(hex: "c0ffee"), model: model, parameterCount: 272_474, trainableCount: 271_000,
      dataset: "shapes", dataDigest: Digest(hex: "da7a"), split: "train", samples: 64, sampleSeed: 7,
      population: 512, seed: 1, directionSeeds: [11, 12], normalization: "filter", included: [],
      orthogonal: false, batchNormalization: "frozen", loss: "cross-entropy")
    let losses = y.values.flatMap { beta in x.values.map { loss($0, beta) } }
    return Surface(
      grid: .axes([x, y]), fields: ["loss": losses], landmarks: landmarks, provenance: provenance)
  }
}
