import Numerics
import Testing

/// Matrices whose eigenvalues are known because they are diagonal, or a diagonal between two reflections.
@Suite struct KrylovSpaceTests {
  private let generator = SeededGenerator(seed: 5, for: .example)

  private func draw(_ count: Int, skipping numbers: Int = 0) -> [Float] {
    var generator = generator
    for _ in 0..<numbers { _ = generator.normal() }
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  /// `(I − 2uuᵀ) D (I − 2uuᵀ) x`, in double precision.
  private func product(_ values: [Double], _ x: [Float]) -> [Float] {
    let norm = (1...values.count).reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
    let u = (1...values.count).map { Double($0) / norm }
    func reflected(_ x: [Double]) -> [Double] {
      let part = 2 * zip(u, x).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(x, u).map { $0 - part * $1 }
    }
    return reflected(zip(values, reflected(x.map(Double.init))).map { $0 * $1 }).map { Float($0) }
  }

  private func grown(_ values: [Double], steps: Int, _ start: [Float]) -> KrylovSpace {
    var space = KrylovSpace(start: start, dimension: values.count)
    while space.count < steps {
      guard let vector = space.next else {
        guard space.restart(with: draw(values.count, skipping: 1000 + space.count)) else { break }
        continue
      }
      space.extend(product(values, vector))
    }
    return space
  }

  @Test func `a whole space has all eigenvalues, multiple ones as often as they are`() {
    let values: [Double] = [9, 7, 7, 7, 2, 0, 0, -1, -1, -4]
    let space = grown(values, steps: 10, draw(10))
    let ritz = RitzValues(space)
    #expect(space.count == 10 && space.next == nil)
    for (found, value) in zip(ritz.values, values) { #expect(abs(found - value) <= 1e-5) }
    #expect(abs(ritz.weights.reduce(0, +) - 1) <= 1e-12)
  }

  @Test func `vectors are orthonormal, and Ritz vectors have the residuals that are claimed`() {
    let values: [Double] = (0..<200).map { (index: Int) -> Double in
      index < 5 ? 50 - 5 * Double(index) : 0.01 * Double(index) - 1
    }
    let space = grown(values, steps: 30, draw(200))
    for (index, a) in space.vectors.enumerated() {
      for (other, b) in space.vectors[...index].enumerated() {
        let dot: Double = zip(a, b).reduce(0.0) { sum, pair in sum + Double(pair.0) * Double(pair.1) }
        #expect(abs(dot - (index == other ? 1 : 0)) <= 1e-6)
      }
    }
    let ritz = RitzValues(space)
    for index in [0, 4, 7, 29] {
      let vector = ritz.vector(index, in: space)
      let value = ritz.values[index]
      let rest: [Double] = zip(product(values, vector), vector).map { Double($0) - value * Double($1) }
      let residual = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(residual - ritz.residuals[index]) <= 1e-5 * ritz.norm)
    }
    // The outer ones come first.
    #expect(ritz.residuals[0] <= 1e-6 && ritz.residuals[15] > 1e-3)
  }

  @Test func `the density has the mass 1 and the mean of the eigenvalues`() {
    let values: [Double] = (0..<60).map { (index: Int) -> Double in index < 3 ? 8 : Double(index) / 60 }
    let rules = (0..<24).map { RitzValues(grown(values, steps: 12, draw(60, skipping: 100 * $0))) }
    let density = SpectralDensity(rules)
    let step = density.values[1] - density.values[0]
    let mass = density.density.reduce(0, +) * step
    let moments: [Double] = zip(density.values, density.density).map { $0 * $1 }
    let mean = moments.reduce(0, +) * step
    #expect(abs(mass - 1) <= 1e-3)
    // Random starts miss the mean by their scatter.
    #expect(abs(mean - values.reduce(0, +) / 60) <= 0.15)
    // Three of 60 eigenvalues lie at 8, and the band of two standard errors has them.
    let peak = density.values.indices.filter { density.values[$0] > 5 }
    let share = peak.reduce(0) { $0 + density.density[$1] } * step
    let error = peak.reduce(0) { $0 + density.error[$1] } * step
    #expect(error > 0 && abs(share - 0.05) <= 2.5 * error)
  }
}
