import Networks
import Numerics

/// The spectrum of a Hessian: outer eigenvalues, density and trace, each with its error.
package struct CurvatureStudy: Hashable, Sendable {
  package var eigenvalues: LanczosIteration
  /// Random starts of the density and the trace, the one of the eigenvalues among them; 1 for none of both.
  package var probes: Int
  /// Products of each further start.
  package var steps: Int
  /// Seed of the starts.
  package var seed: UInt64

  package init(
    eigenvalues: LanczosIteration = LanczosIteration(), probes: Int = 6, steps: Int = 20, seed: UInt64 = 0
  ) {
    precondition(probes > 0 && steps > 0, "\(probes) probes of \(steps) steps")
    self.eigenvalues = eigenvalues
    self.probes = probes
    self.steps = steps
    self.seed = seed
  }

  /// What a study found.
  package struct Result: Sendable {
    package let eigenpairs: LanczosIteration.Result
    /// Standard errors of the largest and the smallest eigenvalues by the choice of samples; nil where none is known.
    package let sampleErrors: (top: [Double?], bottom: [Double?])
    /// Nil with a single probe, as the trace.
    package let density: SpectralDensity?
    package let trace: Trace?
    /// Mean loss at the point.
    package let loss: Double
    /// Products in all.
    package let products: Int
  }

  /// A trace with its errors.
  package struct Trace: Hashable, Sendable {
    package let value: Double
    /// Standard error by the choice of probes; nil of a single one.
    package let error: Double?
    /// Standard error by the choice of samples; nil where none is known.
    package let sampleError: Double?
    /// The same for each block that moves, in their order, by the choice of probes.
    package let blocks: [(value: Double, error: Double?)]

    package static func == (left: Trace, right: Trace) -> Bool {
      left.value == right.value && left.error == right.error && left.sampleError == right.sampleError
        && left.blocks.elementsEqual(right.blocks) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
  }

  /// Makes the study; nil when asked to stop.
  ///
  /// The trace is that of the space which the eigenvalues were found in, exactly, and of the rest by Hutchinson's method, as
  /// Hutch++ does (Meyer et al. 2021, arXiv:2010.09649): the few large eigenvalues, which most of the scatter would come from,
  /// are in that space.
  ///
  /// - Parameter report: told how many products are made and how many there may be.
  /// - Throws: `CurvatureError`.
  package func run(
    _ hessian: HessianOperator, stop: StopRequest = StopRequest(), report: (Int, Int) -> Void = { _, _ in }
  ) throws(CurvatureError) -> Result? {
    let further = (probes - 1) * (steps + 1)
    let checks =
      hessian.objective.definition.set.isWholePopulation
      ? 0 : eigenvalues.top + eigenvalues.bottom
    let limit = eigenvalues.products + further + checks
    let found = try eigenvalues.run(hessian, seed: seed, stop: stop) { report($0, limit) }
    guard let found else { return nil }
    var products = found.products
    let total = products + further + checks
    func error(of pair: LanczosIteration.Eigenpair) throws(CurvatureError) -> Double?? {
      guard checks > 0 else { return .some(0) }
      guard let own = try hessian.product(found.vector(pair), stop: stop) else { return nil }
      products += 1
      report(products, total)
      return .some(hessian.groups.standardError(own.quotients))
    }
    var errors: (top: [Double?], bottom: [Double?]) = ([], [])
    for pair in found.top {
      guard let error = try error(of: pair) else { return nil }
      errors.top.append(error)
    }
    for pair in found.bottom {
      guard let error = try error(of: pair) else { return nil }
      errors.bottom.append(error)
    }
    var (rules, rest) = ([found.ritz], TraceSum(hessian, found))
    for number in 1..<max(probes, 1) {
      let start = hessian.signs(number, seed: seed)
      let outside = found.space.orthogonalized(start)
      guard let product = try hessian.product(outside, stop: stop) else { return nil }
      rest.add(outside, product)
      let run = LanczosIteration(top: 1, bottom: 0, tolerance: 0, products: steps)
      let own = try run.run(hessian, start: number, seed: seed, stop: stop) {
        report(products + 1 + $0, total)
      }
      guard let own else { return nil }
      products += 1 + own.products
      rules.append(own.ritz)
    }
    let loss = try loss(hessian, stop)
    guard let loss else { return nil }
    return Result(
      eigenpairs: found, sampleErrors: errors, density: rules.count > 1 ? SpectralDensity(rules) : nil,
      trace: rules.count > 1 ? rest.trace : nil, loss: loss, products: products)
  }

  private func loss(_ hessian: HessianOperator, _ stop: StopRequest) throws(CurvatureError) -> Double? {
    do { return try hessian.objective.loss(at: hessian.parameters, stop: stop) } catch {
      throw .kernel(error)
    }
  }
}
