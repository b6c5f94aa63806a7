/// What the network's outputs `z` are measured by, for one sample with `K` outputs; a batch has the mean over samples.
///
/// As text it is its name, for label smoothing with a colon and the fraction: `cross-entropy:0.1`.
package enum LossFunction: Hashable, Sendable {
  /// `log Σₖ exp zₖ − z_y` of logits and a class label `y`, computed without overflow.
  case crossEntropy
  /// Cross entropy with the target `(1 − s)·e_y + s/K` in place of the one-hot vector `e_y`; `0 < s ≤ 1`.
  ///
  /// Szegedy et al. 2016, arXiv:1512.00567, §7.
  case smoothedCrossEntropy(Double)
  /// `(1/K) Σₖ −tₖ log σ(zₖ) − (1 − tₖ) log(1 − σ(zₖ))` of logits and targets from 0 to 1, computed as
  /// `max(z, 0) − z t + log(1 + e^−|z|)`, which neither overflows nor cancels.
  case binaryCrossEntropy
  /// `(1/K) Σₖ (zₖ − tₖ)²`: the mean over outputs and samples, without a factor of one half.
  case meanSquaredError
  /// `(1/K) Σₖ |zₖ − tₖ|`: the mean over outputs and samples. Its derivative is 0 where `z = t`, and its second
  /// derivative is 0 everywhere.
  case meanAbsoluteError

  /// Whether the loss compares with class labels; the others compare with numbers, the plans' `targets`.
  ///
  /// Labels can serve as numbers too (`setTargetsFromLabels()`), and samples then count as correct as with cross
  /// entropy. With numbers of other origin a sample is correct, in binary cross entropy, when each output is on its
  /// target's side of one half; in the errors of regression none ever is.
  package var takesLabels: Bool {
    switch self {
    case .crossEntropy, .smoothedCrossEntropy: true
    case .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError: false
    }
  }
}

extension LossFunction: CaseIterable {
  /// All losses, cross entropy without smoothing.
  package static let allCases: [LossFunction] = [
    .crossEntropy, .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError,
  ]
}

extension LossFunction: RawRepresentable, Codable {
  /// The loss of that name; nil for an unknown name, or a number that is not wanted or out of range.
  package init?(rawValue: String) {
    guard let text = NamedNumber(text: rawValue) else { return nil }
    guard let number = text.number else {
      guard let loss = Self.allCases.first(where: { $0.rawValue == text.name }) else { return nil }
      self = loss
      return
    }
    guard text.name == Self.crossEntropy.rawValue, (0...1).contains(number) else { return nil }
    self = number == 0 ? .crossEntropy : .smoothedCrossEntropy(number)
  }

  package var rawValue: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .smoothedCrossEntropy(let smoothing): NamedNumber("cross-entropy", smoothing).text
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .meanSquaredError: "mean-squared-error"
    case .meanAbsoluteError: "mean-absolute-error"
    }
  }
}
