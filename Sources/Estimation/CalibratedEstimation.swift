import Numerics

/// Estimates a mean over a population at all points of a grid from small samples that are calibrated in several phases.
///
/// All samples are evaluated at a few anchors, ever smaller samples at ever more of them, and the smallest at all points. Each
/// phase is calibrated on the anchors of the one before. Anchors and sizes follow from a pilot sample, and are
/// corrected until the standard error at the median point meets the target.
package struct CalibratedEstimation: Sendable {
  package let grid: EstimationGrid
  /// Samples in all.
  package let population: Int
  /// Relative standard error that the median point is to have.
  package let target: Double

  /// Samples of the pilot.
  package static let pilot = 192
  /// The error that sizes are first chosen for, in targets: what the pilot promises is mostly surpassed, and what is too
  /// little can be added.
  private static let firstAim = 1.25
  /// The error that meets the target, in targets.
  static let tolerance = 1.02
  /// How often sizes are corrected by what was measured with them.
  private static let rounds = 5

  package init(grid: EstimationGrid, population: Int, target: Double) {
    precondition(population > 0 && target > 0, "an error of \(target) over \(population) samples")
    self.grid = grid
    self.population = population
    self.target = target
  }

  /// Whether an estimate may cost less than all samples at every point.
  package static func isWorthwhile(points: Int, population: Int) -> Bool {
    population > 2 * pilot && points > 1
  }

  /// How the map is to be computed.
  package enum Outcome: Sendable {
    /// All samples at all points: an estimate would not cost less.
    case exact
    case calibrated(CalibratedMap)
  }

  /// Evaluates the pilot and the anchors; nil when asked to stop.
  ///
  /// - Throws: what the source throws.
  package func run<Source: SampleSource>(_ source: inout Source) throws(Source.Failure) -> Outcome? {
    guard Self.isWorthwhile(points: grid.count, population: population) else { return .exact }
    guard try source.evaluate(grid.candidates, samples: Self.pilot, for: .pilot) else { return nil }
    var usable = grid.candidates.filter { !source.values(at: $0).isDiverged }
    guard let first = centre(among: usable, source) else { return .exact }
    let anchors = AnchorChoice.order(
      usable.map { relative($0, Self.pilot, source) }, first: usable.firstIndex(of: first) ?? 0,
      count: PhaseDesign.steps.last ?? 1
    ).map { usable[$0] }
    let residuals = residuals(on: anchors, among: usable, source)
    var aim = Self.firstAim * target
    var best: CalibratedMap?
    for _ in 0..<Self.rounds {
      guard
        let design = PhaseDesign.cheapest(
          residuals: residuals, count: grid.count, population: population, target: aim,
          minimum: best?.design.samples.last ?? Self.pilot)
      else { return .exact }
      source.expect(design.evaluations(count: grid.count, population: population))
      guard let map = try evaluate(design, anchors, usable: &usable, &source) else { return nil }
      let error = medianError(map, usable: usable, source)
      best = map
      guard error > Self.tolerance * target else { break }
      aim *= max(0.5, 0.97 * target / error)
    }
    return best.map { .calibrated($0) } ?? .exact
  }

  /// The trained parameters' point, or that of the lowest loss.
  private func centre(among points: [Int], _ source: some SampleSource) -> Int? {
    if let centre = grid.centre, points.contains(centre) { return centre }
    return points.min {
      source.values(at: $0).meanLoss(Self.pilot) < source.values(at: $1).meanLoss(Self.pilot)
    }
  }

  private func relative(_ point: Int, _ count: Int, _ source: some SampleSource) -> [Double] {
    let values = source.values(at: point)
    return values.relative(count, scale: CalibratedMap.scale(of: values))
  }

  /// Relative residual variances at the median of the points that are judged by, for numbers of anchors.
  private func residuals(
    on anchors: [Int], among usable: [Int], _ source: some SampleSource
  ) -> [Int: Double] {
    let judged = Set(grid.judged)
    var result: [Int: Double] = [:]
    for count in PhaseDesign.steps where count <= anchors.count && 3 * count <= Self.pilot {
      let chosen = Array(anchors.prefix(count))
      let columns = chosen.map { relative($0, Self.pilot, source) }
      let phase = CalibrationPhase(
        count: Self.pilot, regressors: columns, means: columns.map(\.mean), population: population)
      let others = usable.filter { judged.contains($0) && !chosen.contains($0) }
      guard !others.isEmpty else { break }
      let variances = others.map { phase.fit(relative($0, Self.pilot, source)).residualVariance }
      // In a larger sample: a regression on q of n explains its own residuals' share of q/n less elsewhere.
      let unfitted = 1 - Double(count + 1) / Double(Self.pilot)
      // More regressors explain no less; noise may say so.
      result[count] = min(variances.median * unfitted, result.values.min() ?? .infinity)
    }
    return result
  }

  /// Evaluates a design's anchors, and calibrates phase by phase; nil when asked to stop.
  private func evaluate<Source: SampleSource>(
    _ design: PhaseDesign, _ order: [Int], usable: inout [Int], _ source: inout Source
  ) throws(Source.Failure) -> CalibratedMap? {
    let smallest = design.samples.last ?? population
    guard try source.evaluate(usable, samples: smallest, for: .pilot) else { return nil }
    guard
      try source.evaluate(Array(order.prefix(design.points[0])), samples: population, for: .whole)
    else { return nil }
    for phase in design.points.indices.dropLast() {
      let points = Array(order.prefix(design.points[phase + 1]))
      let step = EstimationStep.phase(phase + 1, of: design.points.count - 1)
      guard try source.evaluate(points, samples: design.samples[phase], for: step) else { return nil }
    }
    usable.removeAll { source.values(at: $0).isDiverged }
    return CalibratedMap(design, order, population: population, source)
  }

  private func medianError(_ map: CalibratedMap, usable: [Int], _ source: some SampleSource) -> Double {
    let usable = Set(usable)
    return grid.judged.filter(usable.contains).map { point in
      map.estimate(source.values(at: point), at: point).relativeError
    }.median
  }
}

extension [Double] {
  /// The median, the upper of two; 0 of none.
  package var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
