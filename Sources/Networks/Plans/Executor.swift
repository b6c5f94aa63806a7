import Tensors

/// A network compiled for its losses, whatever computes them: parameters in, losses out.
///
/// What evaluates a network knows nothing more of it, so that a back end of another kind needs no other change. A caller
/// loads a parameter vector, then for each batch fills the inputs and the labels or targets (`BatchInput`), and evaluates. Not
/// for use by two threads at once.
package protocol Executor: BatchInput {
  /// Most samples of a batch.
  var batchSize: Int { get }

  /// Makes the network that of another parameter vector, which need not live on.
  func load(_ parameters: UnsafeBufferPointer<Float>)

  /// Weighted sums over the first `count` samples of the batch with the loaded parameters.
  func evaluate(count: Int) -> LossSums

  /// The loss of each sample in the last evaluation, not weighted; infinite where it is not a number, 0 for weight 0.
  var losses: UnsafeBufferPointer<Double> { get }

  /// Whether each sample was correct in the last evaluation, 0 or 1; with several positions, the fraction that were.
  var correct: UnsafeBufferPointer<Double> { get }

  /// Whether a number may have left the range of `Float` in the last load or the last evaluation.
  ///
  /// Rectifiers hide that from the losses. It is a suspicion, which the caller has to examine; where it is false nothing has
  /// overflowed.
  var isSuspect: Bool { get }
}
