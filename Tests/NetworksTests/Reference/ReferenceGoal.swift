import Networks

/// What the outputs of a batch are compared with, by the loss's definition as it reads.
struct ReferenceGoal {
  let loss: LossFunction
  /// One per row of outputs; −100 for a position without a label.
  let labels: [Int]
  /// `[batch, outputs]`.
  let targets: [Double]
  /// Of each sample.
  var weights: [Double] = []

  func weight(_ sample: Int) -> Double { weights.isEmpty ? 1 : weights[sample] }

  /// Whether a row of outputs counts.
  func counts(_ n: Int) -> Bool { !loss.takesLabels || labels[n] != -100 }

  /// The loss of one row of outputs: of a sample, or of one of its positions.
  func loss<Scalar: ReferenceScalar>(_ n: Int, _ z: [Scalar]) -> Scalar {
    let t = target(n, z.count)
    var sum = Scalar(0)
    for (z, t) in zip(normalized(z), t) {
      switch loss {
      case .crossEntropy, .smoothedCrossEntropy: sum += Scalar(-t) * z.logarithm()
      case .binaryCrossEntropy:
        sum += Scalar(-t) * z.logarithm() + Scalar(t - 1) * (Scalar(1) - z).logarithm()
      case .meanSquaredError: sum += (z - Scalar(t)) * (z - Scalar(t))
      case .meanAbsoluteError: sum += z.value > t ? z - Scalar(t) : Scalar(t) - z
      }
    }
    return loss.takesLabels ? sum : sum / Scalar(Double(z.count))
  }

  /// Its derivative with respect to the outputs.
  func gradient<Scalar: ReferenceScalar>(_ n: Int, _ z: [Scalar]) -> [Scalar] {
    let normalized = normalized(z)
    let count = Scalar(Double(z.count))
    return zip(normalized, target(n, z.count)).map { p, t in
      switch loss {
      case .crossEntropy, .smoothedCrossEntropy: p - Scalar(t)
      case .binaryCrossEntropy: (p - Scalar(t)) / count
      case .meanSquaredError: Scalar(2) * (p - Scalar(t)) / count
      case .meanAbsoluteError: Scalar(p.value > t ? 1 : p.value < t ? -1 : 0) / count
      }
    }
  }

  private func target(_ n: Int, _ width: Int) -> [Double] {
    let oneHot = (0..<width).map { $0 == labels[n] ? 1.0 : 0 }
    return switch loss {
    case .crossEntropy: oneHot
    case .smoothedCrossEntropy(let share): oneHot.map { (1 - share) * $0 + share / Double(width) }
    default: Array(targets[n * width..<(n + 1) * width])
    }
  }

  /// Probabilities for the cross entropies, the outputs themselves for the errors.
  private func normalized<Scalar: ReferenceScalar>(_ z: [Scalar]) -> [Scalar] {
    switch loss {
    case .crossEntropy, .smoothedCrossEntropy:
      let total = z.reduce(Scalar(0)) { $0 + $1.exponential() }
      return z.map { $0.exponential() / total }
    case .binaryCrossEntropy: return z.map { Scalar(1) / (Scalar(1) + (Scalar(0) - $0).exponential()) }
    case .meanSquaredError, .meanAbsoluteError: return z
    }
  }
}
