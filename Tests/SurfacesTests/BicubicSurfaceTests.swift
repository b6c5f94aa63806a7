import Storage
import Surfaces
import Testing

@Suite struct BicubicSurfaceTests {
  private func surface(_ loss: (Double, Double) -> Double) throws -> Surface {
    let (x, y) = (try Axis(parsing: "-1:1:9"), try Axis(parsing: "-2:1:7"))
    let values = y.values.flatMap { b in x.values.map { loss($0, b) } }
    return Surface(
      x: x, y: y, loss: values, accuracy: values,
      provenance: SurfaceProvenance(
        program: "", command: nil, checkpoint: "", checkpointDigest: Digest(hex: ""), model: "",
        parameterCount: 0,
        trainableCount: 0, dataset: "", dataDigest: Digest(hex: ""), split: "train", samples: 1,
        sampleSeed: 0,
        population: 1, seed: 0, directionSeeds: [], normalization: "none", included: [], orthogonal: false,
        batchNormalization: "frozen", loss: ""))
  }

  @Test func `a plane and its gradient are exact everywhere`() throws {
    let field = try #require(BicubicSurface(try surface { 3 * $0 - 2 * $1 + 1 }))
    for (a, b) in [(-1.0, -2.0), (0.13, -0.7), (0.99, 0.98), (-0.95, -1.9), (1, 1)] {
      let at = field.evaluate(a, b)
      #expect(abs(at.value - (3 * a - 2 * b + 1)) < 1e-12)
      #expect(abs(at.dx - 3) < 1e-12 && abs(at.dy + 2) < 1e-12)
    }
  }

  @Test func `a quadratic is exact away from the border`() throws {
    let field = try #require(BicubicSurface(try surface { $0 * $0 + $0 * $1 - 2 * $1 * $1 }))
    for (a, b) in [(0.1, -0.3), (-0.4, 0.2), (0.6, -1.2)] {
      let at = field.evaluate(a, b)
      #expect(abs(at.value - (a * a + a * b - 2 * b * b)) < 1e-12)
      #expect(abs(at.dx - (2 * a + b)) < 1e-12 && abs(at.dy - (a - 4 * b)) < 1e-12)
    }
  }

  @Test func `grid points keep their values, and the gradient is that of the values`() throws {
    let surface = try surface { ($0 * 3).rounded() + $1 * $1 * $1 }
    let field = try #require(BicubicSurface(surface))
    for index in surface.loss.indices {
      let (a, b) = surface.coordinates(of: index)
      #expect(abs(field.evaluate(a, b).value - surface.loss[index]) < 1e-12)
    }
    let h = 1e-6
    for (a, b) in [(0.3, 0.1), (-0.7, -1.3), (0.25, -0.5)] {
      let slope = (field.evaluate(a + h, b).value - field.evaluate(a - h, b).value) / (2 * h)
      #expect(abs(field.evaluate(a, b).dx - slope) < 1e-5)
    }
  }

  @Test func `lines and incomplete planes have none`() throws {
    var broken = try surface { $0 + $1 }
    broken.loss[3] = .nan
    #expect(BicubicSurface(broken) == nil)
    #expect(BicubicSurface(try #require(try surface { $0 + $1 }.row(2))) == nil)
  }

  @Test func `a plane can be made of axes and values alone`() throws {
    let (x, y) = (try Axis(lower: -1, upper: 2, count: 4), try Axis(lower: 0, upper: 1, count: 3))
    let values = y.values.flatMap { y in x.values.map { 3 * $0 - y } }
    let surface = try #require(BicubicSurface(x: x, y: y, values: values))
    let found = surface.evaluate(0.3, 0.7)
    // Cubic convolution reproduces straight lines, up to rounding.
    #expect(abs(found.value - 0.2) < 1e-12 && abs(found.dx - 3) < 1e-12 && abs(found.dy + 1) < 1e-12)
    #expect(BicubicSurface(x: x, y: y, values: [.infinity] + values.dropFirst()) == nil)
  }
}
