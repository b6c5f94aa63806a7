import Tensors

/// What the rules of group normalization share about each group of each sample.
final class GroupStatistics {
  /// One group's numbers, in the notation of `GroupNormalizationRules`.
  struct Group {
    /// `μ`.
    var mean = 0.0
    /// `s`.
    var inverse = 0.0
    /// `⟨ẋ⟩`.
    var meanOfTangent = 0.0
    /// `⟨x̂ ẋ⟩`.
    var meanOfProductWithTangent = 0.0
    /// `⟨h⟩`.
    var meanOfGradient = 0.0
    /// `⟨x̂ h⟩`.
    var meanOfProductWithGradient = 0.0
  }

  let channels: Int
  /// Numbers in a group, `N`.
  let size: Double
  private let groups: Int
  private let epsilon: Double
  private var entries: [Group]

  init(_ normalization: GroupNormalization, _ shape: SampleShape, batch: Int) {
    channels = shape.channels
    groups = normalization.groups
    size = Double(shape.count / groups)
    epsilon = Double(normalization.epsilon)
    entries = Array(repeating: Group(), count: batch * groups)
  }

  /// Calls `body` with each group of a sample and its channels.
  func forEach(_ sample: Int, _ body: (inout Group, Range<Int>) -> Void) {
    let width = channels / groups
    for g in 0..<groups { body(&entries[sample * groups + g], g * width..<(g + 1) * width) }
  }

  /// The forward rule: takes mean and variance, which the other rules read, and writes `γ x̂ + β`, with 1 and 0
  /// where there are no scale and shift.
  func normalize(_ source: Memory, scale: Memory?, shift: Memory?, to result: Memory) -> SampleAffineStep {
    SampleAffineStep(
      sums: [.init(source), .init(source, source)], terms: [source], to: result, channels: channels
    ) { [self] n, table in
      forEach(n) { group, channels in
        var (sum, square) = (0.0, 0.0)
        for c in channels {
          sum += table.sum(0, c)
          square += table.sum(1, c)
        }
        group.mean = sum / size
        // Products of floats are exact in Double, so the difference loses nothing that Float had.
        group.inverse = 1 / (max(0, square / size - group.mean * group.mean) + epsilon).squareRoot()
        for c in channels {
          let slope = Double(scale?.pointer[c] ?? 1) * group.inverse
          table.setFactor(0, c, slope)
          table.setConstant(c, Double(shift?.pointer[c] ?? 0) - slope * group.mean)
        }
      }
    }
  }
}
