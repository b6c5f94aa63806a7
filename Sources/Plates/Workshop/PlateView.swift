import Probing
import Storage
import Surfaces

/// A surface around the network of a run.
package struct PlateView: Codable, Hashable, Sendable {
  package let run: PlateRun
  package let x: Axis
  /// The second axis; nil for a line.
  package let y: Axis?
  /// Samples of the training split that the loss is a mean over.
  package let samples: Int
  /// Seed of the directions.
  package let seed: UInt64
  /// Single weights along which the axes run, such as `fc.weight[0,5]`, in place of filter-normalized directions.
  package let weights: [String]

  package init(
    of run: PlateRun, x: Axis, y: Axis?, samples: Int = 512, seed: UInt64 = 0, weights: [String] = []
  ) {
    self.run = run
    self.x = x
    self.y = y
    self.samples = samples
    self.seed = seed
    self.weights = weights
  }

  /// Digest of everything but names.
  package var digest: Digest {
    let key = Key(run: run.digest, x: x, y: y, samples: samples, seed: seed, weights: weights)
    return Digest(of: JSONText.encode(key).utf8)
  }

  private struct Key: Encodable {
    let run: Digest
    let x: Axis
    let y: Axis?
    let samples: Int
    let seed: UInt64
    let weights: [String]
  }

  func options() throws(ProbingError) -> ProbeOptions {
    var options = ProbeOptions(x: x, y: y, samples: samples, seed: seed)
    for weight in weights { options.weights.append(try WeightAddress(parsing: weight)) }
    return options
  }
}
