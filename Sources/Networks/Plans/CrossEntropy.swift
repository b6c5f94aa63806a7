import Numerics

/// Softmax cross entropy of one sample's logits `z` and label `y`, in `Double`.
///
/// With `p = softmax z` and target `t`: `ℓ = log Σₖ exp zₖ − Σₖ tₖ zₖ`, `∂ℓ/∂z = p − t`, and along a direction
/// `d(∂ℓ/∂z) = p ∘ (ż − Σ p ż)`.
enum CrossEntropy {
  /// - Parameter smoothing: how much of the target is spread evenly over all classes.
  static func loss(
    _ z: UnsafePointer<Float>, _ classes: Int, label: Int, smoothing: Double = 0
  ) -> Double {
    let (logSum, largest) = Softmax.logSum(z, classes)
    guard smoothing > 0 else { return logSum + largest - Double(z[label]) }
    // Differences from the largest logit, so that large logits do not cancel.
    var mean = 0.0
    for k in 0..<classes { mean += (largest - Double(z[k])) / Double(classes) }
    return logSum + (1 - smoothing) * (largest - Double(z[label])) + smoothing * mean
  }
}
