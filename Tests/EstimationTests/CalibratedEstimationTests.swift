import Numerics
import Testing

@testable import Estimation

/// Losses that are all known, and a count of those that were asked for.
struct KnownLosses: SampleSource {
  let losses: [[Float]]
  var known: [Int: Int] = [:]
  var evaluations = 0
  /// Evaluations after which it asks to stop.
  var limit = Int.max

  mutating func evaluate(_ points: [Int], samples count: Int, for step: EstimationStep) -> Bool {
    for point in points where known[point, default: 0] < count {
      evaluations += count - known[point, default: 0]
      known[point] = count
    }
    return evaluations < limit
  }

  mutating func expect(_ evaluations: Int) {}

  func values(at point: Int) -> SampleValues {
    let losses = Array(losses[point].prefix(known[point, default: 0]))
    return SampleValues(losses: losses, correct: losses.map { $0 < 1 ? 1 : 0 })
  }
}

extension KnownLosses {
  /// A bowl seen by samples of different difficulty and different minima on a square plane, in random order.
  static func bowl(population: Int, points: Int = 13, noise: Double = 0.02, seed: UInt64 = 1) -> KnownLosses {
    var generator = SeededGenerator(seed: seed, for: .example)
    let samples = (0..<population).map { _ in
      (
        scale: -generator.nextUnit().logarithm, x: generator.nextUnit() - 0.5, y: generator.nextUnit() - 0.5,
        floor: 0.1 * generator.nextUnit()
      )
    }
    let losses = (0..<points * points).map { index in
      let half = Double(points / 2)
      let (x, y) = (Double(index % points) / half - 1, Double(index / points) / half - 1)
      return samples.map { sample in
        let (dx, dy) = (x - 0.3 * sample.x, y - 0.3 * sample.y)
        let noise = noise * generator.nextUnit()
        return Float(sample.floor + 4 * sample.scale * (dx * dx + dy * dy) + noise)
      }
    }
    return KnownLosses(losses: losses)
  }

  /// The points as a square plane.
  var grid: EstimationGrid {
    let side = (1...losses.count).first { $0 * $0 >= losses.count } ?? 1
    return EstimationGrid(extents: [side, side], centre: losses.count / 2)
  }

  /// What an estimate finds.
  struct Mapped {
    let estimates: [PointEstimate]
    let design: PhaseDesign
    let evaluations: Int
  }

  /// The estimates at all points; nil where all samples are to be evaluated.
  func map(_ target: Double) -> Mapped? {
    var source = self
    let estimation = CalibratedEstimation(grid: grid, population: losses[0].count, target: target)
    guard case .calibrated(let map)? = estimation.run(&source) else { return nil }
    let estimates = losses.indices.map { point in
      if !map.isAnchor(point) { _ = source.evaluate([point], samples: map.samples, for: .map) }
      return map.estimate(source.values(at: point), at: point)
    }
    return Mapped(estimates: estimates, design: map.design, evaluations: source.evaluations)
  }

  var means: [Double] { losses.map { $0.reduce(0) { $0 + Double($1) } / Double($0.count) } }
}

@Suite struct CalibratedEstimationTests {
  /// Errors at neighbouring points are alike: only several maps together show how often claims hold.
  @Test(arguments: [0.03, 0.01])
  func `the target is met, and errors are what they claim`(target: Double) throws {
    var deviations: [Double] = []
    for seed in 1...16 {
      let source = KnownLosses.bowl(population: 3000, points: 7, seed: UInt64(seed))
      let map = try #require(source.map(target))
      let truth = source.means
      let claims = map.estimates.map { $0.lossError / $0.loss }
      #expect(claims.median <= 1.05 * target)
      deviations += zip(map.estimates, truth).filter { $0.0.lossError > 0 }.map {
        abs($0.loss - $1) / $0.lossError
      }
      #expect(map.evaluations < 49 * 3000 / 2)
    }
    #expect(deviations.filter { $0 <= 2 }.count * 100 >= 87 * deviations.count)
    #expect(deviations.median > 0.4 && deviations.median < 1.2)
  }

  @Test func `the centre is known over all samples`() throws {
    let source = KnownLosses.bowl(population: 5000)
    let estimates = try #require(source.map(0.02)).estimates
    let centre = estimates[84]
    #expect(centre.lossError == 0 && centre.samples == 5000)
    #expect(abs(centre.loss - source.means[84]) < 1e-12)
  }

  @Test func `accuracies are estimated with errors of their own`() throws {
    var (inside, count) = (0, 0)
    for seed in 1...16 {
      let source = KnownLosses.bowl(population: 3000, points: 7, seed: UInt64(seed))
      for (estimate, losses) in zip(try #require(source.map(0.02)).estimates, source.losses)
      where estimate.accuracyError > 0 {
        let truth = Double(losses.count { $0 < 1 }) / Double(losses.count)
        count += 1
        if abs(estimate.accuracy - truth) <= 2 * estimate.accuracyError { inside += 1 }
      }
    }
    #expect(count > 600 && inside * 100 >= 88 * count, "\(inside) of \(count)")
  }

  @Test func `the same seeds give the same estimates`() throws {
    let first = try #require(KnownLosses.bowl(population: 3000).map(0.02))
    let second = try #require(KnownLosses.bowl(population: 3000).map(0.02))
    #expect(first.estimates == second.estimates && first.design == second.design)
  }

  @Test func `few samples are all evaluated`() {
    for population in [1, 10, 300] {
      let source = KnownLosses.bowl(population: population)
      #expect(source.map(0.01) == nil)
    }
  }

  @Test func `a target that asks for all samples gets all samples`() {
    let source = KnownLosses.bowl(population: 1000, noise: 30)
    #expect(source.map(1e-7) == nil)
  }

  @Test func `losses that are all equal have no error`() throws {
    let source = KnownLosses(losses: Array(repeating: Array(repeating: 2.5, count: 4000), count: 169))
    let estimates = try #require(source.map(0.01)).estimates
    #expect(estimates.allSatisfy { abs($0.loss - 2.5) < 1e-9 && $0.lossError < 1e-9 })
  }

  @Test func `losses that are all zero are estimated as zero`() throws {
    let source = KnownLosses(losses: Array(repeating: Array(repeating: 0, count: 4000), count: 169))
    let estimates = try #require(source.map(0.01)).estimates
    #expect(estimates.allSatisfy { $0.loss == 0 && $0.lossError == 0 })
  }

  /// Points at which nothing can be learnt from other points.
  @Test func `losses without a relation are estimated honestly`() throws {
    var generator = SeededGenerator(seed: 3, for: .example)
    let source = KnownLosses(
      losses: (0..<169).map { _ in (0..<20_000).map { _ in Float(-generator.nextUnit().logarithm) } })
    let estimates = try #require(source.map(0.03)).estimates
    let deviations = zip(estimates, source.means).filter { $0.0.lossError > 0 }.map {
      abs($0.loss - $1) / $0.lossError
    }
    #expect(deviations.filter { $0 <= 2 }.count * 100 >= 90 * deviations.count)
  }

  @Test func `diverged points take no part`() throws {
    var losses = KnownLosses.bowl(population: 4000).losses
    for point in stride(from: 0, to: 169, by: 12) where point != 84 { losses[point][7] = .infinity }
    // This one is found late, among samples that only anchors are evaluated on.
    losses[90][3999] = .infinity
    let source = KnownLosses(losses: losses)
    let estimates = try #require(source.map(0.02)).estimates
    #expect(estimates[0].loss == .infinity && estimates[0].accuracy == 0)
    #expect(estimates[1].loss.isFinite && estimates[1].lossError > 0)
    let finite = estimates.filter(\.loss.isFinite)
    #expect(finite.allSatisfy { $0.lossError.isFinite && $0.accuracyError.isFinite })
  }

  @Test func `a request to stop is heard`() {
    var source = KnownLosses.bowl(population: 4000)
    source.limit = 1
    let estimation = CalibratedEstimation(grid: source.grid, population: 4000, target: 0.01)
    #expect(estimation.run(&source) == nil)
  }
}

@Suite struct PhaseDesignTests {
  private let residuals = [1: 0.4, 3: 0.1, 8: 0.03, 20: 0.01]

  /// No other sizes for the same anchors are cheaper and as good: a search around them finds none.
  @Test func `sizes are the cheapest`() throws {
    let design = try #require(
      PhaseDesign.cheapest(residuals: residuals, count: 625, population: 60_000, target: 0.01, minimum: 64))
    func variance(_ sizes: [Int]) -> Double {
      var total = 0.0
      for (index, size) in sizes.enumerated() {
        let next = index + 1 < design.points.count ? residuals[design.points[index + 1]] ?? 0 : 0
        total += ((residuals[design.points[index]] ?? 0) - next) * (1 / Double(size) - 1 / 60_000.0)
      }
      return total
    }
    let cost = design.evaluations(count: 625, population: 60_000)
    for first in design.samples.indices {
      for second in design.samples.indices where second != first {
        var other = design
        other.samples[first] = design.samples[first] * 7 / 10
        for factor in 1...20 {
          other.samples[second] = design.samples[second] * (20 + factor) / 20
          let isAsGood = variance(other.samples) <= variance(design.samples)
          let isCheaper = other.evaluations(count: 625, population: 60_000) < cost * 98 / 100
          #expect(!(isAsGood && isCheaper), "\(other) is better than \(design)")
        }
      }
    }
  }

  @Test func `a smaller error costs more`() throws {
    let costs = try [0.04, 0.02, 0.01, 0.005].map { target in
      try #require(
        PhaseDesign.cheapest(
          residuals: residuals, count: 625, population: 60_000, target: target, minimum: 64)
      ).evaluations(count: 625, population: 60_000)
    }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `what costs as much as all samples is no design`() {
    #expect(
      PhaseDesign.cheapest(residuals: [1: 5], count: 100, population: 500, target: 1e-5, minimum: 64) == nil)
  }
}

@Suite struct EstimationGridTests {
  @Test func `a small plane is judged at all points`() {
    let grid = EstimationGrid(extents: [13, 13], centre: 84)
    #expect(grid.judged.count == 169 && grid.candidates.count == 169)
  }

  @Test func `the centre of a large plane is among few points that stand for all`() {
    let grid = EstimationGrid(extents: [51, 51], centre: 25 * 51 + 25)
    #expect(grid.judged.contains(25 * 51 + 25))
    #expect((100...200).contains(grid.judged.count))
    #expect(grid.candidates.count < 260 && Set(grid.judged).isSubset(of: grid.candidates))
  }

  @Test func `lines, boxes and single points have candidates`() {
    #expect(EstimationGrid(extents: [51], centre: 25).judged.count == 51)
    #expect(EstimationGrid(extents: [100_000], centre: nil).judged.count <= 201)
    #expect(EstimationGrid(extents: [9, 9, 9], centre: nil).judged.count <= 343)
    #expect(EstimationGrid(extents: [1], centre: 0).judged == [0])
  }
}
