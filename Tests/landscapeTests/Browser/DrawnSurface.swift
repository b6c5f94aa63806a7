import Storage
import Surfaces

/// Surfaces for pages: planes with a hole, diverged points, errors and landmarks.
enum DrawnSurface {
  /// 41 × 31 points, 24 of them not computed, the upper right corner diverged.
  static func damaged(name: String = "resnet-20") throws -> Surface {
    let (x, y) = (try Axis(parsing: "-1:1:41"), try Axis(parsing: "-0.75:0.75:31"))
    var provenance = SurfaceProvenance(
      program: "landscape 0.1.0", command: nil, checkpoint: "\(name).ckpt",
      checkpointDigest: Digest(hex: "c0ffee"), model: name, parameterCount: 272_474, trainableCount: 271_000,
      dataset: "shapes", dataDigest: Digest(hex: "da7a"), split: "train", samples: 64, sampleSeed: 7,
      population: 512, seed: 1, directionSeeds: [11, 12], normalization: "filter", included: [],
      orthogonal: false, batchNormalization: "frozen", loss: "cross-entropy")
    provenance.directionCosine = 0.001
    var losses: [Double] = []
    for (row, beta) in y.values.enumerated() {
      for (column, alpha) in x.values.enumerated() {
        let distance = (alpha - 0.9) * (alpha - 0.9) + (beta - 0.85) * (beta - 0.85)
        if (19..<23).contains(row), (4..<10).contains(column) {
          losses.append(.nan)
        } else if distance < 0.09 {
          losses.append(.infinity)
        } else {
          let square = alpha * alpha + 0.6 * beta * beta + 0.5 * alpha * beta
          losses.append(0.31 + 18 * square * (1 + 0.2 * alpha) / (1 + 0.3 * (alpha * alpha + beta * beta)))
        }
      }
    }
    return Surface(
      grid: .axes([x, y]),
      fields: [
        "loss": losses, "accuracy": losses.map { $0.isFinite ? 1 / (1 + 0.25 * $0) : .nan },
        "lossError": losses.map { $0.isFinite ? 0.02 * $0 : .nan },
      ],
      landmarks: [Landmark(name: "</script><b>SWA</b>", coordinates: [0.3, -0.2])], provenance: provenance)
  }
}
