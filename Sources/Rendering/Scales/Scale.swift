/// What turns values into colours: limits, levels, and whether steps are ratios.
///
/// Pictures that share one can be compared.
package struct Scale: Hashable, Sendable {
  /// How the scale was asked for.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Logarithmic when all values are positive and the greatest is at least ten times the least.
    case automatic
    case linear
    case logarithmic
  }

  /// Least finite value covered; NaN when there is none.
  ///
  /// On a log scale the least positive one.
  package let lower: Double
  /// Greatest finite value covered; NaN when there is none.
  package let upper: Double
  /// Boundaries between colours, strictly increasing.
  package let levels: [Double]
  /// One label a level.
  package let labels: [String]
  /// Whether levels, colours and interpolation follow the logarithm.
  package let isLogarithmic: Bool

  /// A scale that covers some values, of one surface or of several that are to be compared.
  ///
  /// NaN and infinite values do not count. A logarithmic scale without a positive finite value becomes
  /// linear.
  /// - Parameters:
  ///   - values: the values of all pictures that will share the scale.
  ///   - kind: linear, logarithmic or chosen from the values.
  ///   - levels: boundaries to use instead of round ones; sorted, and repeated or non-finite ones left out.
  ///   - count: wished number of levels.
  package init(
    covering values: some Sequence<Double>, kind: Kind = .automatic, levels: [Double]? = nil, count: Int = 12
  ) {
    var lower = Double.infinity
    var upper = -Double.infinity
    var leastPositive = Double.infinity
    for value in values where value.isFinite {
      lower = min(lower, value)
      upper = max(upper, value)
      if value > 0 { leastPositive = min(leastPositive, value) }
    }
    guard lower <= upper else {
      self.init(.nan, .nan, Self.decimals(levels ?? []), isLogarithmic: false)
      return
    }
    let isLogarithmic =
      switch kind {
      case .linear: false
      case .logarithmic: leastPositive < .infinity
      case .automatic: lower > 0 && upper / lower >= 10
      }
    if isLogarithmic { lower = leastPositive }
    let numbers =
      if let levels {
        Self.decimals(levels)
      } else if isLogarithmic {
        Levels.logarithmic(lower, upper, count: count)
      } else {
        Levels.linear(lower, upper, count: count)
      }
    self.init(lower, upper, numbers, isLogarithmic: isLogarithmic)
  }

  private init(_ lower: Double, _ upper: Double, _ numbers: [Decimal], isLogarithmic: Bool) {
    self.lower = lower
    self.upper = upper
    levels = numbers.map(\.value)
    labels = Decimal.labels(of: numbers, isAligned: !isLogarithmic)
    self.isLogarithmic = isLogarithmic
  }

  private static func decimals(_ levels: [Double]) -> [Decimal] {
    Set(levels.filter(\.isFinite)).sorted().map { Decimal($0, significantDigits: 17) }
  }

  /// How contouring interpolates on this scale.
  package var interpolation: ContourGrid.Interpolation { isLogarithmic ? .logarithmic : .linear }

  /// Number of bands: below, between and above the levels.
  package var bandCount: Int { levels.count + 1 }
}
