import Storage
import Surfaces

extension SurfaceProvenance {
  /// A provenance with every field filled in.
  static var example: SurfaceProvenance {
    var result = SurfaceProvenance(
      program: "landscape 0.1.0", command: "landscape probe model.ckpt", checkpoint: "model.ckpt",
      checkpointDigest: Digest(of: [1]), model: "resnet-20", parameterCount: 272_474, trainableCount: 270_000,
      dataset: "fashion-mnist", dataDigest: Digest(of: [2]), split: "train", samples: 1000, sampleSeed: .max,
      population: 60_000, seed: 1, directionSeeds: [11, 12], normalization: "filter", included: ["bias"],
      orthogonal: false, batchNormalization: "frozen", loss: "cross-entropy")
    result.directionCosine = 0.01
    result.selfCheck = SelfCheck(
      checkpointLoss: 0.25, checkpointAccuracy: 0.9, standardError: 0.01, centreLoss: 0.25,
      largestNormError: 1e-7, directionCosine: 0.01, missing: 0, diverged: 1)
    return result
  }
}
