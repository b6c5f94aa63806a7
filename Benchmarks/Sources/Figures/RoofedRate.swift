/// How fast samples go through a network, beside the most that the processor could do at the same time.
package struct RoofedRate: Hashable, Sendable {
  /// Samples a second, the median of all rounds.
  package let samples: Double
  /// Floating-point operations a second.
  package let operations: Double
  /// The roof in the same unit, the median of all rounds.
  package let roof: Double
  /// Operations over roof of the same round, the median of all rounds; at most 1.
  package let ratio: Double

  /// - Parameters:
  ///   - rates: samples a second, one a round.
  ///   - roofs: floating-point operations a second, one a round.
  /// - Throws: `ImpossibleFigure`, where the ratio exceeds 1 too.
  package init(
    _ name: String, rates: [Double], roofs: [Double], operationsPerSample: Double
  ) throws(ImpossibleFigure) {
    samples = try Figures.median(rates, name)
    operations = samples * (try Figures.possible(operationsPerSample, name))
    roof = try Figures.median(roofs, name)
    ratio = try Figures.median(zip(rates, roofs).map { $0 * operationsPerSample / $1 }, name)
    guard ratio <= 1 else { throw .beyondRoof(name: name, ratio: ratio) }
  }
}
