import Data
import Evaluation
import Glibc
import Models
import Networks
import Probing
import Storage
import Testing

/// Measures of sharpness of a linear model of two weights, whose loss is a quadratic that can be searched by brute force, and
/// of networks that are the same function with other weights.
@Suite struct SharpnessTests {
  private func study(
    _ model: Model, _ samples: Samples, _ study: SharpnessStudy = SharpnessStudy(), set: SampleSet? = nil,
    included: Set<IncludedRole> = []
  ) throws -> SharpnessStudy.Result {
    let options = ProbeOptions(grid: .axes([]), seed: 4, included: included, workers: 2)
    let hessian = HessianOperator(
      LossDefinition(model, samples: samples, set: set ?? SampleSet(Array(0..<samples.count))),
      at: model.parameters, moving: options.movingBlocks(of: model), seed: 0, workers: 2)
    return try #require(try study.run(model, hessian, options: options))
  }

  /// Angles of a circle, for brute force.
  private let angles = (0..<20_000).map { 2 * Double.pi * Double($0) / 20_000 }

  @Test func `maxima are those that brute force finds`() throws {
    let quadratic = try LinearModel()
    let found = try study(quadratic.model, quadratic.samples, SharpnessStudy(rho: 0.3, steps: 200))
    let ball = angles.map { LinearModel.rise(0.3 * cos($0), 0.3 * sin($0)) }.max() ?? 0
    #expect(abs(found.sharpnessAware.value - ball) <= 1e-4 * ball && found.sharpnessAware.converged)
    let w = LinearModel.weights
    let relative = angles.map { LinearModel.rise(0.5 * w[0] * cos($0), 0.5 * w[1] * sin($0)) }.max() ?? 0
    #expect(abs(found.adaptive.value - relative) <= 1e-4 * relative && found.adaptive.converged)
    // A convex loss is largest in a corner of a box.
    let edges = w.map { 1e-3 * (abs($0) + 1) }
    let corner =
      [-1.0, 1].flatMap { a in [-1.0, 1].map { LinearModel.rise(a * edges[0], $0 * edges[1]) } }
      .max() ?? 0
    let percentage = 100 * corner / (1 + LinearModel.loss(w))
    #expect(abs(found.epsilonSharpness.value - percentage) <= 1e-3 * percentage)
    #expect(abs(found.loss.value - LinearModel.loss(w)) <= 1e-6 && found.loss.error == 0)
  }

  @Test func `curvature is that of the quadratic`() throws {
    let quadratic = try LinearModel()
    let found = try study(quadratic.model, quadratic.samples)
    let expected = LinearModel.eigenvalues
    #expect(abs(found.largestEigenvalue.value - expected[0]) <= 1e-5)
    #expect(abs(found.trace.value - expected[0] - expected[1]) <= 1e-5)
  }

  @Test func `mean rise and area are means over the circle`() throws {
    let quadratic = try LinearModel()
    let settings = SharpnessStudy(radius: 0.25, rise: 0.5, draws: 400)
    let found = try study(quadratic.model, quadratic.samples, settings)
    // The only filter is the vector of both weights: a direction has its length.
    let length = LinearModel.weights.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
    let r = 0.25 * length
    let mean = angles.reduce(0.0) { $0 + LinearModel.rise(r * cos($1), r * sin($1)) } / 20_000
    let error = try #require(found.filterNormalized.error)
    #expect(error > 0 && error < 0.1 * mean)
    #expect(abs(found.filterNormalized.value - mean) <= 3 * error)
    // Where a ray crosses the level, from the quadratic along it.
    let squares = angles.prefix(2000).indices.map { index -> Double in
      let (c, s) = (length * cos(angles[index * 10]), length * sin(angles[index * 10]))
      let second = (LinearModel.rise(c, s) + LinearModel.rise(-c, -s)) / 2
      let slope = (LinearModel.rise(c, s) - LinearModel.rise(-c, -s)) / 2
      let t = (-slope + (slope * slope + 4 * second * 0.5).squareRoot()) / (2 * second)
      return t * t
    }
    let area = Double.pi * squares.reduce(0, +) / 2000
    let areaError = try #require(found.area.error)
    #expect(abs(found.area.value - area) <= 3 * areaError + 0.01 * area && found.area.converged)
  }

  /// A network with rectifiers whose first layer is `c` times as large and the second one smaller by that, the same function.
  private func rescaled(_ model: Model, by c: Float) throws -> Model {
    let layout = ParameterLayout(model.graph)
    var parameters = model.parameters
    for (name, factor) in [("fc1.weight", c), ("fc1.bias", c), ("fc2.weight", 1 / c)] {
      for i in try #require(layout[name]).range { parameters[i] *= factor }
    }
    var result = model
    result.parameters = parameters
    return result
  }

  @Test func `rescaling layers changes none of the measures in units of the weights, and all others`() throws
  {
    let fixture = try ProbeFixture()
    let checkpoint = try fixture.checkpoint(widths: [8])
    let samples = try checkpoint.configuration.dataset.load(.train)
    let settings = SharpnessStudy(draws: 6)
    let one = try study(checkpoint.model, samples, settings)
    // A power of two, which changes no digit.
    let other = try study(try rescaled(checkpoint.model, by: 8), samples, settings)
    func differ(_ a: SharpnessStudy.Measure, _ b: SharpnessStudy.Measure) -> Double {
      abs(a.value - b.value) / max(abs(a.value), 1e-6)
    }
    #expect(differ(one.loss, other.loss) <= 1e-6)
    #expect(differ(one.filterNormalized, other.filterNormalized) <= 1e-4)
    #expect(differ(one.area, other.area) <= 1e-3)
    #expect(differ(one.adaptive, other.adaptive) <= 1e-3)
    #expect(one.filterNormalized.value > 0 && one.adaptive.value > 0)
    #expect(differ(one.largestEigenvalue, other.largestEigenvalue) > 1)
    #expect(differ(one.trace, other.trace) > 1)
    #expect(differ(one.sharpnessAware, other.sharpnessAware) > 0.5)
    #expect(differ(one.epsilonSharpness, other.epsilonSharpness) > 0.5)
  }

  @Test func `a choice of samples adds to the errors`() throws {
    let fixture = try ProbeFixture()
    let checkpoint = try fixture.checkpoint()
    let samples = try checkpoint.configuration.dataset.load(.train)
    let set = SampleSet(choosing: 30, of: Array(0..<60), seed: 1)
    let found = try study(checkpoint.model, samples, SharpnessStudy(draws: 4), set: set)
    for measure in [
      found.loss, found.filterNormalized, found.epsilonSharpness, found.sharpnessAware, found.adaptive,
      found.largestEigenvalue, found.trace, found.area,
    ] {
      #expect(measure.error.map { $0 > 0 } ?? false)
    }
  }

  @Test func `a direction of zero length is refused`() throws {
    let quadratic = try LinearModel()
    var model = quadratic.model
    model.parameters = [0, 0]
    let zero = model
    #expect(throws: ProbingError.self) { _ = try study(zero, quadratic.samples) }
  }
}
