/// Which mean and variance batch normalization uses, and with them whether a plan is one for training or for inference.
package enum BatchStatistics: Hashable, Sendable {
  /// Those of the batch, as in training; dropout draws masks.
  case batch
  /// The running ones among the parameters, as in inference; nothing is dropped.
  case running
}
