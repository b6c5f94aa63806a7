/// A fraction of successes with Wilson's score interval (1927, doi:10.1080/01621459.1927.10502953).
package struct WilsonInterval: Codable, Hashable, Sendable {
  /// Trials that succeeded.
  package let successes: Int
  /// All trials.
  package let trials: Int
  /// Successes over trials.
  package let share: Double
  /// Lower end, from 0.
  package let low: Double
  /// Upper end, up to 1.
  package let high: Double

  /// The interval for a confidence given by the normal quantile, 1.96 for 95 %.
  ///
  /// - Precondition: at least one trial, no more successes than trials.
  package init(successes: Int, trials: Int, quantile z: Double = 1.959_963_984_540_054) {
    precondition(trials > 0 && (0...trials).contains(successes), "\(successes) of \(trials)")
    self.successes = successes
    self.trials = trials
    let n = Double(trials)
    let p = Double(successes) / n
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    share = p
    // At the ends rounding must not exclude the fraction itself.
    low = successes == 0 ? 0 : middle - reach
    high = successes == trials ? 1 : middle + reach
  }
}
