import Glibc

/// Probabilities from logits: `pₖ = exp zₖ / Σⱼ exp zⱼ`, in `Double`.
///
/// The largest logit is subtracted first, so that no exponential overflows and the largest is 1.
package enum Softmax {
  /// Writes the probability of each class; they sum to 1.
  ///
  /// - Parameter probabilities: one number per logit, at least one.
  package static func write(_ logits: UnsafePointer<Float>, to probabilities: inout [Double]) {
    guard probabilities.count <= fewest else { return writeMany(logits, to: &probabilities) }
    var largest = Double(logits[0])
    for k in 1..<probabilities.count { largest = max(largest, Double(logits[k])) }
    var sum = 0.0
    for k in probabilities.indices {
      probabilities[k] = exp(Double(logits[k]) - largest)
      sum += probabilities[k]
    }
    for k in probabilities.indices { probabilities[k] /= sum }
  }

  /// Up to so many numbers are computed one by one, with the bits that they always had.
  private static let fewest = 256

  private static func writeMany(_ logits: UnsafePointer<Float>, to probabilities: inout [Double]) {
    let count = probabilities.count
    let largest = Double(VectorMath.largest(logits, count: count))
    probabilities.withUnsafeMutableBufferPointer { target in
      guard let start = target.baseAddress else { return }
      let sum = VectorMath.exponentials(logits, shift: largest, count: count, into: start)
      for k in target.indices { target[k] /= sum }
    }
  }

  /// `log Σⱼ exp (zⱼ − largest)` and the largest of so many logits, for a loss; in `Double`.
  package static func logSum(_ logits: UnsafePointer<Float>, _ count: Int) -> (
    logSum: Double, largest: Double
  ) {
    if count > fewest {
      let largest = Double(VectorMath.largest(logits, count: count))
      return (log(VectorMath.sumOfExponentials(logits, shift: largest, count: count)), largest)
    }
    var largest = Double(logits[0])
    for k in 1..<count { largest = max(largest, Double(logits[k])) }
    var sum = 0.0
    for k in 0..<count { sum += exp(Double(logits[k]) - largest) }
    return (log(sum), largest)
  }

  /// The probability of each class; they sum to 1.
  package static func probabilities(_ logits: [Float]) -> [Double] {
    var result = [Double](repeating: 0, count: logits.count)
    logits.withUnsafeBufferPointer {
      if let first = $0.baseAddress, !$0.isEmpty { write(first, to: &result) }
    }
    return result
  }

  /// `log pₖ = zₖ − log Σⱼ exp zⱼ`, finite also where the probability is too small for a `Double`.
  package static func logProbabilities(_ logits: [Float]) -> [Double] {
    guard let largest = logits.max().map(Double.init) else { return [] }
    let total = log(logits.reduce(0) { $0 + exp(Double($1) - largest) })
    return logits.map { Double($0) - largest - total }
  }
}
