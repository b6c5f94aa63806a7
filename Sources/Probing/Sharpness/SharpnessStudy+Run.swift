import Data
import Evaluation
import Models
import Networks
import Tensors

extension SharpnessStudy {
  /// Makes the study of a model; nil when asked to stop.
  ///
  /// - Parameters:
  ///   - hessian: of the model's loss at its parameters, in the parameters that move.
  ///   - options: which directions are drawn, and what they move.
  ///   - report: told what is done, how far it is, and how much of it there is.
  /// - Throws: `ProbingError` or, where the loss or its derivatives overflow at the model, `CurvatureError`.
  package func run(
    _ model: Model, _ hessian: HessianOperator, options: ProbeOptions, stop: StopRequest = StopRequest(),
    report: (Stage, Int, Int) -> Void = { _, _, _ in }
  ) throws -> Result? {
    // Results do not depend on the workers; samples are in their own order.
    let objective = Objective(hessian.objective.definition, workers: options.workers)
    let rays = LossRays(objective: objective, model: model, options: options, stop: stop)
    let means = SampleMeans(set: objective.definition.set)
    guard let base = try objective.losses(at: model.parameters, stop: stop) else { return nil }
    let loss = SampleMeans.mean(base)
    guard loss.isFinite else { throw CurvatureError.diverges }
    guard let around = try directions(rays, base, means, report) else { return nil }

    var maxima: [Measure] = []
    let regions: [LossAscent.Region] = [
      .box(epsilon: epsilon), .ball(radius: rho), .relativeBall(radius: adaptiveRho),
    ]
    let fallback = rays.direction(ProbeOptions.directionSeeds(options.seed, count: 1)[0])
    for (number, region) in regions.enumerated() {
      report(.ascents, number, regions.count)
      let ascent = LossAscent(region: region, steps: steps)
      let found = try ascent.run(
        objective, at: model.parameters, moving: hessian.moving, fallback: fallback, stop: stop)
      guard let found, let there = try objective.losses(at: found.point, stop: stop) else { return nil }
      maxima.append(Self.rise(region, base, there, means, found.converged))
    }
    let spectrum = try curvature.run(hessian, stop: stop) { report(.curvature, $0, $1) }
    guard let spectrum, let pair = spectrum.eigenpairs.top.first else { return nil }
    let trace = spectrum.trace
    return Result(
      loss: Measure(loss, error: means.standardError(base)), filterNormalized: around.rise,
      epsilonSharpness: maxima[0], sharpnessAware: maxima[1], adaptive: maxima[2],
      largestEigenvalue: Measure(
        pair.value, error: spectrum.sampleErrors.top[0], converged: pair.converged),
      trace: Measure(
        trace?.value ?? .nan, error: SampleMeans.joined(trace?.error, trace?.sampleError)),
      area: around.area)
  }

  /// Rise and area along the random directions, both ways.
  private func directions(
    _ rays: LossRays, _ base: [Double], _ means: SampleMeans, _ report: (Stage, Int, Int) -> Void
  ) throws(ProbingError) -> (rise: Measure, area: Measure)? {
    let loss = SampleMeans.mean(base)
    var (rises, areas): ([Double], [Double]) = ([], [])
    var bySample = [Double](repeating: 0, count: base.count)
    var isOpen = false
    let seeds = ProbeOptions.directionSeeds(rays.options.seed, count: draws)
    for (number, seed) in seeds.enumerated() {
      report(.directions, number, draws)
      let direction = rays.direction(seed)
      guard direction.contains(where: { $0 != 0 }) else {
        throw .unusableDirection(name: "random direction \(seed)", .vanishes)
      }
      guard let ahead = try rays.losses(direction, at: radius),
        let behind = try rays.losses(direction, at: -radius)
      else { return nil }
      let own = base.indices.map { (ahead[$0] + behind[$0]) / 2 - base[$0] }
      rises.append(SampleMeans.mean(own))
      for index in own.indices { bySample[index] += own[index] / Double(draws) }
      var square = 0.0
      for sign in [1.0, -1] {
        guard let found = try rays.crossing(direction, sign: sign, from: loss, to: loss + rise) else {
          return nil
        }
        square += found.distance * found.distance / 2
        isOpen = isOpen || found.isOpen
      }
      areas.append(.pi * square)
    }
    let error = SampleMeans.joined(SampleMeans.scatter(rises), means.standardError(bySample))
    return (
      Measure(SampleMeans.mean(rises), error: error),
      Measure(SampleMeans.mean(areas), error: SampleMeans.scatter(areas), converged: !isOpen)
    )
  }

  /// The rise at the place of a maximum; of the box as a percentage of `1 + L`, whose error is that of a ratio.
  private static func rise(
    _ region: LossAscent.Region, _ base: [Double], _ there: [Double], _ means: SampleMeans,
    _ converged: Bool
  ) -> Measure {
    let rises = zip(there, base).map { $0 - $1 }
    let value = SampleMeans.mean(rises)
    guard case .box = region else {
      return Measure(value, error: means.standardError(rises), converged: converged)
    }
    let unit = 1 + SampleMeans.mean(base)
    let ratio = value / unit
    let residuals = zip(rises, base).map { $0 - ratio * (1 + $1) }
    return Measure(
      100 * ratio, error: means.standardError(residuals).map { 100 * $0 / unit }, converged: converged)
  }
}
