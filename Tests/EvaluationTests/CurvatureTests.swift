import Data
import Evaluation
import Networks
import Testing

/// The spectrum of a Hessian that PyTorch has computed densely; see `Scripts/hessian.py`.
@Suite struct CurvatureTests {
  private let fixture: HessianFixture

  init() throws { fixture = try HessianFixture() }

  private func study(
    _ hessian: HessianOperator, probes: Int = 6, steps: Int = 20, _ iteration: LanczosIteration
  ) throws -> CurvatureStudy.Result {
    try #require(
      try CurvatureStudy(eigenvalues: iteration, probes: probes, steps: steps, seed: 1).run(hessian))
  }

  @Test(arguments: [true, false])
  func `eigenvalues are those of the dense Hessian to 1e-5`(inAll: Bool) throws {
    let expected = inAll ? HessianFixture.all : HessianFixture.weights
    let found = try study(
      fixture.hessian(inAll: inAll), LanczosIteration(top: 10, bottom: 6, tolerance: 1e-5))
    #expect(abs(found.loss - HessianFixture.loss) <= 1e-6)
    let scale = expected[0]
    for (pair, value) in zip(found.eigenpairs.top, expected) {
      #expect(abs(pair.value - value) <= 1e-5 * scale, "\(value)")
    }
    for (pair, value) in zip(found.eigenpairs.bottom, expected.reversed()) {
      #expect(abs(pair.value - value) <= 1e-5 * scale, "\(value)")
    }
    #expect(found.eigenpairs.top.count == 10 && found.eigenpairs.bottom.count == 6)
    #expect(found.eigenpairs.converged)
    #expect(found.eigenpairs.ratio == abs(found.eigenpairs.bottom[0].value / found.eigenpairs.top[0].value))
    // Means over all samples have no error.
    #expect(found.sampleErrors.top.allSatisfy { $0 == 0 } && found.trace?.sampleError == 0)
  }

  @Test func `eigenvectors are those of the product`() throws {
    let hessian = fixture.hessian()
    let found = try #require(try LanczosIteration(top: 2, bottom: 1).run(hessian, seed: 1))
    for pair in found.top + found.bottom {
      let vector = found.vector(pair)
      let product = try #require(try hessian.product(vector, stop: StopRequest())).product
      let rest = zip(product, vector).map { Double($0) - pair.value * Double($1) }
      #expect(rest.reduce(0) { $0 + $1 * $1 }.squareRoot() <= 1e-3 * abs(pair.value))
    }
  }

  @Test func `all eigenvalues are found where as many are wanted as there are parameters`() throws {
    let found = try study(fixture.hessian(), LanczosIteration(top: 40, bottom: 40, tolerance: 1e-5))
    #expect(found.eigenpairs.top.count == 27 && found.eigenpairs.bottom.count == 27)
    for (pair, value) in zip(found.eigenpairs.top, HessianFixture.all) {
      #expect(abs(pair.value - value) <= 1e-5)
    }
    // Nothing is left to chance then.
    let trace = try #require(found.trace)
    #expect(abs(trace.value - HessianFixture.trace) <= 1e-5)
    for (block, value) in zip(trace.blocks, HessianFixture.blockTraces) {
      #expect(abs(block.value - value) <= 1e-5)
    }
  }

  @Test func `trace and traces of blocks lie within their errors, which are smaller than Hutchinson's`()
    throws
  {
    let found = try study(
      fixture.hessian(), probes: 65, steps: 1, LanczosIteration(top: 2, bottom: 1, tolerance: 0.1))
    let trace = try #require(found.trace)
    let error = try #require(trace.error)
    // PyHessian's algorithm has 0.0836 with 400 probes, that is 0.21 with 64.
    #expect(error > 0 && error < 0.15)
    #expect(abs(trace.value - HessianFixture.trace) <= 3 * error)
    for (block, value) in zip(trace.blocks, HessianFixture.blockTraces) {
      #expect(abs(block.value - value) <= 3.5 * (block.error ?? 0))
    }
    #expect(abs(trace.blocks.reduce(0) { $0 + $1.value } - trace.value) <= 1e-6)
  }

  @Test func `the density has the eigenvalues' shares`() throws {
    let found = try study(fixture.hessian(), probes: 60, LanczosIteration(top: 1, bottom: 1))
    let density = try #require(found.density)
    let step = density.values[1] - density.values[0]
    let above = density.values.indices.filter { density.values[$0] > 0.15 }
    let share = above.reduce(0) { $0 + density.density[$1] } * step
    // Six of 27 lie above 0.15, no two within the smoothing of it.
    let error = above.reduce(0) { $0 + density.error[$1] } * step
    #expect(error > 0 && abs(share - 6 / 27) <= 2 * error)
  }

  @Test func `what is not found says so, with its residual`() throws {
    let found = try study(
      fixture.hessian(), LanczosIteration(top: 3, bottom: 1, tolerance: 1e-6, products: 5))
    #expect(!found.eigenpairs.converged)
    let pair = found.eigenpairs.top[2]
    #expect(!pair.converged && pair.residual > 1e-6)
    // An eigenvalue lies within the distance all the same.
    #expect(HessianFixture.all.contains { abs($0 - pair.value) <= pair.distance })
  }

  @Test func `the number of workers changes nothing`() throws {
    let iteration = LanczosIteration(top: 3, bottom: 2)
    let one = try study(fixture.hessian(workers: 1), iteration)
    let three = try study(fixture.hessian(workers: 3), iteration)
    #expect(one.eigenpairs.top == three.eigenpairs.top && one.trace == three.trace)
    #expect(one.density == three.density)
  }

  @Test func `errors by the choice of samples are about what choices differ by`() throws {
    var (values, errors): ([Double], [Double]) = ([], [])
    for seed in 0..<40 {
      let set = SampleSet(choosing: 16, of: Array(0..<24), seed: UInt64(seed))
      let found = try study(fixture.hessian(set), probes: 9, steps: 1, LanczosIteration(top: 27, bottom: 0))
      let trace = try #require(found.trace)
      values.append(trace.value)
      errors.append(try #require(trace.sampleError))
      #expect(found.sampleErrors.top[0].map { $0 > 0 } ?? false)
    }
    let scatter =
      (values.reduce(0) { $0 + ($1 - HessianFixture.trace) * ($1 - HessianFixture.trace) } / 40).squareRoot()
    let claimed = (errors.reduce(0) { $0 + $1 * $1 } / 40).squareRoot()
    #expect(claimed > 0.7 * scatter && claimed < 1.4 * scatter)
  }

  @Test func `a loss that overflows has no curvature`() throws {
    var fixture = fixture.hessian()
    fixture = fixture.moved(to: Array(repeating: 3e38, count: 27))
    #expect(throws: CurvatureError.diverges) { try LanczosIteration().run(fixture, seed: 0) }
  }

  @Test func `a request to stop ends the work`() throws {
    let stop = StopRequest()
    stop.stop()
    let found = try CurvatureStudy().run(fixture.hessian(), stop: stop)
    #expect(found?.products == nil)
  }
}
