import Numerics
import Testing

import func Glibc.log

@testable import Estimation

/// Populations of which everything is known: losses at points that depend on a few hidden numbers of each sample.
enum Population {
  /// Values of `count` samples at `points` points: combinations of three hidden numbers, with noise of its own.
  static func columns(points: Int, count: Int, noise: Double, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed, for: .exampleDraw(points))
    let hidden = (0..<count).map { _ in (0..<3).map { _ in -generator.nextUnit().logarithm } }
    return (0..<points).map { point in
      let t = Double(point) / Double(points)
      return hidden.map {
        $0[0] * (1 + t) + $0[1] * t * t + $0[2] * (1 - t) - noise * generator.nextUnit().logarithm
      }
    }
  }
}

extension SeededGenerator {
  /// A number above 0, up to 1.
  mutating func nextUnit() -> Double { (Double(next() >> 11) + 1) / 0x1p53 }
}

extension Double {
  var logarithm: Double { _log(self) }
}

private func _log(_ x: Double) -> Double { log(x) }

@Suite struct CalibrationPhaseTests {
  /// What is a combination of the regressors has the combination of their means, whatever the sample.
  @Test func `a combination of regressors is known as well as they are`() {
    let columns = Population.columns(points: 3, count: 4000, noise: 0.3, seed: 1)
    let phase = CalibrationPhase(
      count: 64, regressors: columns, means: columns.map(\.mean),
      covariance: [[0, 0, 0], [0, 0, 0], [0, 0, 0]], population: 4000)
    let combined = columns[0].indices.map { 2 * columns[0][$0] - columns[1][$0] + 0.5 * columns[2][$0] }
    let fit = phase.fit(combined)
    // The ridge leaves a thousandth of the difference of means; the plain mean is off by some hundredths.
    let plain = abs(phase.plainMean(combined).mean - combined.mean)
    #expect(abs(fit.mean - combined.mean) < 0.02 * plain)
    #expect(fit.variance.squareRoot() < 0.1 * phase.plainMean(combined).variance.squareRoot())
  }

  /// The claimed standard error against what is realized in 400 samples.
  @Test(arguments: [(24, 0.3), (64, 0.3), (256, 1.0)])
  func `the claimed error is the realized one`(count: Int, noise: Double) {
    let population = 3000
    let columns = Population.columns(points: 6, count: population, noise: noise, seed: 2)
    var (squares, claimed, inside) = (0.0, 0.0, 0)
    let trials = 400
    for trial in 0..<trials {
      var generator = SeededGenerator(seed: UInt64(trial), for: .example)
      let order = generator.shuffled(0..<population)
      let sample = columns.map { column in order.prefix(count).map { column[$0] } }
      let phase = CalibrationPhase(
        count: count, regressors: Array(sample[..<5]), means: columns[..<5].map(\.mean),
        covariance: (0..<5).map { _ in [0, 0, 0, 0, 0] }, population: population)
      let fit = phase.fit(sample[5])
      let error = fit.mean - columns[5].mean
      squares += error * error
      claimed += fit.variance
      if abs(error) <= 2 * fit.variance.squareRoot() { inside += 1 }
    }
    let ratio = (claimed / squares).squareRoot()
    #expect(ratio > 0.9 && ratio < 1.25, "claimed \(ratio) of the realized error")
    #expect(inside >= trials * 92 / 100)
  }

  /// Errors of known means reach the estimate: with regressors known from a larger sample only, the claim still holds.
  @Test func `errors of known means count`() {
    let population = 6000
    let columns = Population.columns(points: 4, count: population, noise: 0.2, seed: 3)
    var (squares, claimed) = (0.0, 0.0)
    for trial in 0..<300 {
      var generator = SeededGenerator(seed: UInt64(trial), for: .example)
      let order = generator.shuffled(0..<population)
      let sample = columns.map { column in order.prefix(400).map { column[$0] } }
      let first = CalibrationPhase(
        count: 400, regressors: [], means: [], covariance: [], population: population)
      let anchors = first.fits(Array(sample[..<3]))
      let second = CalibrationPhase(
        count: 40, regressors: Array(sample[..<3]), means: anchors.means, covariance: anchors.covariance,
        population: population)
      let fit = second.fit(sample[3])
      squares += (fit.mean - columns[3].mean) * (fit.mean - columns[3].mean)
      claimed += fit.variance
    }
    let ratio = (claimed / squares).squareRoot()
    #expect(ratio > 0.85 && ratio < 1.25, "claimed \(ratio) of the realized error")
  }

  /// One sample in a hundred has a loss of its own at every point, which most samples of 64 hold none of.
  @Test func `rare samples that a phase has not seen widen its error`() {
    var columns = Population.columns(points: 6, count: 4000, noise: 0.1, seed: 7)
    var generator = SeededGenerator(seed: 8, for: .example)
    for sample in 64..<4000 where sample % 100 == 0 {
      for point in columns.indices { columns[point][sample] += 40 * generator.nextUnit() }
    }
    var phase = CalibrationPhase(
      count: 64, regressors: Array(columns[..<5]), means: columns[..<5].map(\.mean),
      covariance: (0..<5).map { _ in [0, 0, 0, 0, 0] }, population: 4000)
    let before = phase.fit(columns[5])
    phase.validate(on: columns[..<5].map { Array($0.prefix(1000)) })
    let after = phase.fit(columns[5])
    #expect(phase.unseen > 4)
    #expect(after.mean == before.mean && after.variance > 4 * before.variance)
    let error = abs(after.mean - columns[5].mean)
    #expect(error <= 3 * after.variance.squareRoot())
    // Where nothing is rare, nothing widens.
    let plain = Population.columns(points: 6, count: 4000, noise: 0.1, seed: 7)
    var usual = CalibrationPhase(
      count: 64, regressors: Array(plain[..<5]), means: plain[..<5].map(\.mean),
      covariance: (0..<5).map { _ in [0, 0, 0, 0, 0] }, population: 4000)
    usual.validate(on: plain[..<5].map { Array($0.prefix(1000)) })
    #expect(usual.unseen < 1.5)
  }

  @Test func `regressors that are the same for all samples change nothing`() {
    let values = Population.columns(points: 1, count: 50, noise: 1, seed: 4)[0]
    let phase = CalibrationPhase(
      count: 50, regressors: [Array(repeating: 2, count: 50)], means: [2], covariance: [[0]], population: 500)
    #expect(abs(phase.fit(values).mean - values.mean) < 1e-12)
  }

  @Test func `a regressor that is noise is not followed`() {
    let columns = Population.columns(points: 1, count: 40, noise: 1, seed: 5)
    var generator = SeededGenerator(seed: 9, for: .example)
    let noise = (0..<30).map { _ in (0..<40).map { _ in generator.nextUnit() } }
    let phase = CalibrationPhase(
      count: 40, regressors: noise, means: noise.map { _ in 0.5 },
      covariance: noise.map { _ in noise.map { _ in 0 } }, population: 4000)
    let fit = phase.fit(columns[0])
    #expect(fit.variance <= phase.plainMean(columns[0]).variance)
  }

  @Test func `the covariance of all phases' estimates is symmetric and has no negative variance`() {
    let columns = Population.columns(points: 6, count: 1000, noise: 0.3, seed: 6)
    let first = CalibrationPhase(count: 300, regressors: [], means: [], covariance: [], population: 1000)
    let known = first.fits(Array(columns[..<2]))
    let second = CalibrationPhase(
      count: 100, regressors: Array(columns[..<2]), means: known.means, covariance: known.covariance,
      population: 1000)
    let found = second.fits(Array(columns[2...]))
    #expect(found.means.count == 4 && found.covariance.count == 6)
    for i in 0..<6 {
      #expect(found.covariance[i].count == 6 && found.covariance[i][i] >= 0)
      for j in 0..<6 { #expect(abs(found.covariance[i][j] - found.covariance[j][i]) < 1e-15) }
    }
    // Known means keep what they had.
    #expect(found.covariance[0][1] == known.covariance[0][1])
  }

  /// Values that are off by a share that differs from sample to sample and by a common one, with what a few of them lack.
  @Test(arguments: [32, 96])
  func `differences for some samples correct the mean, with their error`(corrected: Int) {
    let (population, count, trials) = (3000, 160, 400)
    let columns = Population.columns(points: 6, count: population, noise: 0.3, seed: 3)
    let truth = columns[5].mean
    var generator = SeededGenerator(seed: 4, for: .example)
    let rough = columns[5].map { $0 * (0.9 + 0.3 * generator.nextUnit()) }
    var (squares, claimed, inside, bias) = (0.0, 0.0, 0, 0.0)
    for trial in 0..<trials {
      var generator = SeededGenerator(seed: UInt64(trial), for: .example)
      let order = generator.shuffled(0..<population)
      let sample = columns.prefix(5).map { column in order.prefix(count).map { column[$0] } }
      let phase = CalibrationPhase(
        count: count, regressors: sample, means: columns.prefix(5).map(\.mean), population: population)
      let fit = phase.fit(
        order.prefix(count).map { rough[$0] },
        adding: order.prefix(corrected).map { columns[5][$0] - rough[$0] })
      let error = fit.mean - truth
      bias += error / Double(trials)
      squares += error * error / Double(trials)
      claimed += fit.variance / Double(trials)
      if error * error <= 4 * fit.variance { inside += 1 }
    }
    // Rough values alone are off by a twentieth.
    #expect(abs(rough.mean - truth) > 0.04 * truth)
    #expect(abs(bias) < 0.004 * truth)
    #expect((0.8...1.25).contains(claimed / squares), "\(claimed / squares)")
    #expect(inside * 100 >= 91 * trials, "\(inside) of \(trials)")
  }
}
