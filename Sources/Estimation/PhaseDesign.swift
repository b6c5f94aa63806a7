/// How many samples a calibrated estimate takes at how many points.
///
/// The first `points[0]` anchors are known over the whole population, none of them where that is large; phase k evaluates `samples[k]` samples at the anchors up
/// to number `points[k + 1]`, and the last one at all points.
package struct PhaseDesign: Hashable, Codable, Sendable {
  /// Anchors that the regressors of each phase are, rising.
  package var points: [Int]
  /// Samples of each phase, falling: as many phases as there are `points`.
  package var samples: [Int]

  /// Numbers of anchors that designs are made of.
  static let steps = [0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64]
  /// Samples that are evaluated together: sizes of phases are multiples.
  static let granule = 8
  /// Samples that a phase has at least for each of its regressors.
  private static let samplesPerAnchor = 2.5
  /// Phases that a design has at most.
  private static let mostPhases = 4

  /// Evaluations of single samples in all.
  ///
  /// - Parameters:
  ///   - count: points of the grid.
  ///   - population: samples in all.
  package func evaluations(count: Int, population: Int) -> Int {
    var total = points[0] * population
    for (index, samples) in samples.enumerated() {
      total += samples * ((index + 1 < points.count ? points[index + 1] : count) - points[index])
    }
    return total
  }

  /// The cheapest design whose standard error meets a target; nil where evaluating all samples everywhere is not more
  /// expensive.
  ///
  /// With residual variances `v(q)` on q anchors the estimate has the variance `Σ dₖ (1/nₖ − 1/N)`, `dₖ` the variance that
  /// the phase's points explain beyond its regressors. For given anchors the cheapest sizes are `nₖ ∝ √(dₖ/cₖ)`, `cₖ` points
  /// of the phase, as in multilevel Monte Carlo (Giles 2015, *Acta Numerica* 24:259).
  ///
  /// - Parameters:
  ///   - residuals: relative residual variance at the median point for numbers of anchors.
  ///   - count: points of the grid.
  ///   - population: samples in all, N.
  ///   - target: relative standard error.
  ///   - minimum: samples of the last phase, at least.
  static func cheapest(
    residuals: [Int: Double], count: Int, population: Int, target: Double, minimum: Int
  ) -> PhaseDesign? {
    func cheapest(first: ClosedRange<Int>) -> PhaseDesign? {
      self.cheapest(
        residuals, first: first, count: count, population: population, target: target, minimum: minimum)
    }
    // People compare the loss at the trained parameters: it is known exactly where that does not cost as much as all the rest.
    let (whole, without) = (cheapest(first: 1...Int.max), cheapest(first: 0...0))
    guard let whole, let without else { return whole ?? without }
    let costs = [whole, without].map { $0.evaluations(count: count, population: population) }
    return costs[0] <= 2 * costs[1] ? whole : without
  }

  private static func cheapest(
    _ residuals: [Int: Double], first: ClosedRange<Int>, count: Int, population: Int, target: Double,
    minimum: Int
  ) -> PhaseDesign? {
    let steps = residuals.keys.sorted()
    var best: (design: PhaseDesign, cost: Int)?
    func extend(_ chosen: [Int], from next: Int) {
      if let last = chosen.last, last < count,
        let design = design(
          chosen, residuals, count: count, population: population, target: target, minimum: minimum)
      {
        let cost = design.evaluations(count: count, population: population)
        if cost < best?.cost ?? count * population { best = (design, cost) }
      }
      guard chosen.count < mostPhases else { return }
      for index in steps.indices.dropFirst(next) where !chosen.isEmpty || first.contains(steps[index]) {
        extend(chosen + [steps[index]], from: index + 1)
      }
    }
    extend([], from: 0)
    return best?.design
  }

  /// The design with these anchors that meets the target; nil where limits of sizes do not allow it.
  private static func design(
    _ points: [Int], _ residuals: [Int: Double], count: Int, population: Int, target: Double, minimum: Int
  ) -> PhaseDesign? {
    var explained: [Double] = []
    var costs: [Double] = []
    for (index, anchors) in points.enumerated() {
      let next = index + 1 < points.count ? points[index + 1] : nil
      explained.append(max(1e-9, (residuals[anchors] ?? 0) - (next.flatMap { residuals[$0] } ?? 0)))
      costs.append(Double((next ?? count) - anchors))
    }
    let all = Double(population)
    var samples: [Int] = []
    var last = explained[explained.count - 1]
    // Twice, since the last phase's own regression costs accuracy as its size tells.
    for _ in 0..<2 {
      explained[explained.count - 1] = last
      let effort = zip(explained, costs).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() }
      let room = target * target + explained.reduce(0, +) / all
      samples = points.indices.map { index in
        let wanted = (explained[index] / costs[index]).squareRoot() * effort / room
        let least = samplesPerAnchor * Double(points[index]) + Double(granule)
        return rounded(max(wanted, Double(minimum), least), population: population)
      }
      for index in samples.indices.dropLast().reversed() {
        samples[index] = max(samples[index], samples[index + 1])
      }
      let regressors = Double(points[points.count - 1] + 1)
      let size = Double(samples[samples.count - 1])
      last = (residuals[points[points.count - 1]] ?? 0) * size / max(1, size - regressors)
    }
    explained[explained.count - 1] = last
    let variance = zip(explained, samples).reduce(0) { $0 + $1.0 * (1 / Double($1.1) - 1 / all) }
    guard variance <= target * target * 1.05 else { return nil }
    return PhaseDesign(points: points, samples: samples)
  }

  /// A size as a multiple of the granule, at most the population.
  private static func rounded(_ size: Double, population: Int) -> Int {
    guard size < Double(population) else { return population }
    return min(population, (Int(size.rounded(.up)) + granule - 1) / granule * granule)
  }
}
