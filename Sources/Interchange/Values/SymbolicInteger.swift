/// An integer that may grow with the number of samples `n`: `constant + samples·n`.
struct SymbolicInteger: Hashable, Sendable {
  var constant: Int
  /// How often the number of samples is in it.
  var samples: Int

  init(_ constant: Int, samples: Int = 0) {
    self.constant = constant
    self.samples = samples
  }

  /// The integer, if it does not depend on the number of samples.
  var fixed: Int? { samples == 0 ? constant : nil }
}

extension SymbolicInteger: CustomStringConvertible {
  var description: String {
    if samples == 0 { return "\(constant)" }
    let multiple = samples == 1 ? "n" : "\(samples)·n"
    return constant == 0 ? multiple : "\(multiple) + \(constant)"
  }
}
