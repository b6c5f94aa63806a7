import Data
import Evaluation
import Models
import Networks

extension ProbeOptions {
  /// The Hessian of a model's loss in the parameters that directions move, over the samples that a map without estimates has.
  func hessian(_ model: Model, on samples: Samples, population: [Int]) -> HessianOperator {
    let count = estimation == nil ? self.samples : ProbeOptions.defaultSamples
    let set = SampleSet(choosing: count, of: population, seed: sampleSeed)
    return HessianOperator(
      LossDefinition(model, samples: samples, set: set), at: model.parameters,
      moving: movingBlocks(of: model), seed: sampleSeed, workers: workers)
  }

  /// The subspace around a model on data, which eigenvectors of the Hessian need; nil when asked to stop.
  ///
  /// - Parameters:
  ///   - samples: those of the split.
  ///   - population: indices of the samples to choose from.
  ///   - report: told how many products with the Hessian are made, and how many there may be.
  /// - Throws: `ProbingError`; see `subspace(of:along:)`.
  package func subspace(
    of model: Model, on samples: Samples, population: [Int], stop: StopRequest = StopRequest(),
    report: (Int, Int) -> Void = { _, _ in }
  ) throws(ProbingError) -> Subspace? {
    guard !eigenvectors.isEmpty else { return try subspace(of: model) }
    let hessian = hessian(model, on: samples, population: population)
    guard let furthest = eigenvectors.map({ $0 < 0 ? -$0 : $0 + 1 }).max(), furthest <= hessian.dimension
    else {
      throw .invalidOption(
        name: "plane",
        reason: "names eigenvectors that the Hessian in \(hessian.dimension) parameters has not")
    }
    // Counted from the largest eigenvalue and from the smallest.
    guard Set(eigenvectors.map { $0 < 0 ? hessian.dimension + $0 : $0 }).count == eigenvectors.count else {
      throw .invalidOption(
        name: "plane", reason: "names the same eigenvector twice, of \(hessian.dimension) that there are")
    }
    let iteration = LanczosIteration(
      top: eigenvectors.reduce(0) { max($0, $1 + 1) }, bottom: eigenvectors.reduce(0) { max($0, -$1) },
      products: max(100, 3 * furthest))
    let found: LanczosIteration.Result?
    do throws(CurvatureError) {
      found = try iteration.run(hessian, seed: seed, stop: stop) { report($0, iteration.products) }
    } catch { throw ProbingError(error) }
    guard let found else { return nil }
    let raw = eigenvectors.map { number in
      let pair = number < 0 ? found.bottom[-number - 1] : found.top[number]
      return RawDirection(
        eigenvector: found.vector(pair), number: number < 0 ? number : number + 1, value: pair.value,
        residual: pair.residual)
    }
    return try subspace(of: model, along: raw)
  }
}

extension ProbingError {
  /// What curvature says at the trained parameters.
  init(_ error: CurvatureError) {
    switch error {
    case .kernel(let error): self = .kernel(error)
    case .diverges: self = .noCurvature
    case .nothingMoves:
      self = .invalidOption(name: "include", reason: "must name what moves: the network has no weights")
    }
  }
}
