import Data
import Networks

extension LossFunction {
  /// The default loss for a data set: cross entropy for classes, the mean squared error for numbers.
  package static func usual(for dataset: DatasetDescription) -> LossFunction {
    dataset.isRegression ? .meanSquaredError : .crossEntropy
  }

  /// Why the loss cannot be that of a data set; nil when it can.
  func mismatch(with dataset: DatasetDescription) -> String? {
    if dataset.isOfText, !takesLabels {
      return "\(rawValue) compares numbers, and a language model predicts characters; use cross-entropy"
    }
    guard dataset.isRegression, !suitsNumbers else { return nil }
    let needs = self == .binaryCrossEntropy ? "targets from 0 to 1" : "classes"
    return "\(rawValue) needs \(needs), and the target is a column of numbers; use mean-squared-error or "
      + "mean-absolute-error, or take the numbers as names of classes with --classify"
  }
}
