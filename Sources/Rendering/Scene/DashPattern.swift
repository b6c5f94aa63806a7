/// The dashes of a line that is drawn piece by piece.
struct DashPattern {
  /// Lengths of dashes and gaps in turn; empty for a solid line.
  private let lengths: [Double]
  private var index = 0
  /// Length of the current dash or gap that is used up.
  private var used = 0.0

  /// Lengths that do not sum to a positive number make a solid line.
  init(_ lengths: [Double]) {
    let isUsable = lengths.allSatisfy { $0 >= 0 } && lengths.reduce(0, +) > 1e-6
    // An odd number of lengths is gone through twice, dashes and gaps exchanged.
    self.lengths = isUsable ? (lengths.count % 2 == 0 ? lengths : lengths + lengths) : []
  }

  /// The drawn parts of the next piece of the line, as shares of its length.
  mutating func drawn(_ length: Double) -> [ClosedRange<Double>] {
    guard !lengths.isEmpty, length > 0 else { return [0...1] }
    var parts: [ClosedRange<Double>] = []
    var position = 0.0
    while position < length {
      let step = min(lengths[index] - used, length - position)
      if index % 2 == 0 && step > 0 {
        parts.append(position / length...min(1, (position + step) / length))
      }
      position += step
      used += step
      if used >= lengths[index] * (1 - 1e-12) {
        index = (index + 1) % lengths.count
        used = 0
      }
    }
    return parts
  }
}
