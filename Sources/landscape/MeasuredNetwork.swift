import Data
import Models

/// A network with the samples that it is measured on.
struct MeasuredNetwork {
  /// What it predicts is known.
  let model: Model
  /// A split of the data.
  let samples: Samples
  /// Indices of the samples to choose from, rising: of the training split those that the network was trained on, where
  /// that is known.
  let population: [Int]
  /// What to call the data.
  let title: String
  /// The part of the data; nil where they have no parts.
  let split: String?
  /// Whether labels and normalization are what the user says, and not what the network was trained with.
  let isByHand: Bool

  /// Warns of an accuracy that guessing has as well.
  func warnOfChance(accuracy: Double?, count: Int, path: String) {
    guard isByHand, let accuracy, samples.classes > 1 else { return }
    let chance = 1 / Double(samples.classes)
    let error = (chance * (1 - chance) / Double(max(count, 1))).squareRoot()
    // Of few samples, a good network's accuracy may be as near.
    guard accuracy <= chance + 3 * error, 3 * error < (1 - chance) / 2 else { return }
    Console.warn(
      "\(path): an accuracy of \(accuracy.percent(2)) is what guessing among \(samples.classes.grouped) classes has; "
        + "check the order of the labels, --normalize and the layout of the inputs")
  }
}
