import Glibc

/// Probabilities from logits, for reports: `pₖ = exp zₖ / Σⱼ exp zⱼ`, in `Double`.
///
/// The largest logit is subtracted first, so that no exponential overflows and the largest is 1.
package enum Softmax {
  /// The probability of each class; they sum to 1.
  package static func probabilities(_ logits: [Float]) -> [Double] {
    logProbabilities(logits).map { exp($0) }
  }

  /// `log pₖ = zₖ − log Σⱼ exp zⱼ`, finite also where the probability is too small for a `Double`.
  package static func logProbabilities(_ logits: [Float]) -> [Double] {
    guard let largest = logits.max().map(Double.init) else { return [] }
    let total = log(logits.reduce(0) { $0 + exp(Double($1) - largest) })
    return logits.map { Double($0) - largest - total }
  }
}
