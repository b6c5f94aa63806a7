import Glibc

/// Softmax cross entropy of one sample's logits `z` and label `y`, in `Double`.
///
/// With `p = softmax z` and target `t`: `ℓ = log Σₖ exp zₖ − Σₖ tₖ zₖ`, `∂ℓ/∂z = p − t`, and along a direction
/// `d(∂ℓ/∂z) = p ∘ (ż − Σ p ż)`.
enum CrossEntropy {
  /// - Parameter smoothing: how much of the target is spread evenly over all classes.
  static func loss(
    _ z: UnsafePointer<Float>, _ classes: Int, label: Int, smoothing: Double = 0
  ) -> Double {
    var largest = Double(z[0])
    for k in 1..<classes { largest = max(largest, Double(z[k])) }
    var sum = 0.0
    for k in 0..<classes { sum += exp(Double(z[k]) - largest) }
    guard smoothing > 0 else { return log(sum) + largest - Double(z[label]) }
    // Differences from the largest logit, so that large logits do not cancel.
    var mean = 0.0
    for k in 0..<classes { mean += (largest - Double(z[k])) / Double(classes) }
    return log(sum) + (1 - smoothing) * (largest - Double(z[label])) + smoothing * mean
  }
}
