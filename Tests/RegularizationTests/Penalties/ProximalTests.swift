import Numerics
import Regularization
import Testing

@Suite struct ProximalTests {
  @Test func `L1 thresholds softly, L2 shrinks, the elastic net does both`() throws {
    #expect(Penalty.l1.proximal([3, -3, 0.5, 0], step: 1) == [2, -2, 0, 0])
    #expect(Penalty.l2(.halved).proximal(3, step: 0.5) == 2)
    #expect(Penalty.l2(.whole).proximal(3, step: 0.5) == 1.5)
    #expect(try Penalty(.elasticNet(l1Ratio: 0.5)).proximal(-3, step: 2) == -1)
  }

  /// The half threshold: for p = ½ the stationarity condition is a cubic in √w.
  ///
  /// Xu et al. 2012, doi:10.1109/TNNLS.2012.2197412.
  @Test func `p = 1/2 agrees with the cubic's closed form`() throws {
    let penalty = try Penalty(.lp(exponent: 0.5))
    // w = 1 solves w + η/2 w^(−1/2) = z for z = 1 + η/2; the other root is smaller.
    #expect(agree(penalty.proximal(1.25, step: 0.5), 1))
    #expect(agree(penalty.proximal(4.125, step: 0.5), 4))
    // Threshold 3/4 · 4^(1/3)... = (3/2) η^(2/3).
    #expect(agree(penalty.proximalThreshold(step: 1), 1.5))
    #expect(penalty.proximal(1.5, step: 1) == 0)
    #expect(agree(penalty.proximal(1.5 * (1 + 1e-12), step: 1), 1, relative: 1e-9))
  }

  @Test func `p = 3/2 and p = 3 agree with the quadratic formula`() throws {
    for (z, eta) in [(2.0, 0.3), (1e-6, 2), (1e4, 0.01)] {
      // v² + (3/2)ηv = z with v = √w.
      let b = 0.75 * eta
      let v = z / (b + (b * b + z).squareRoot())
      #expect(agree(try Penalty(.lp(exponent: 1.5)).proximal(z, step: eta), v * v, relative: 1e-14))
      // w + 3ηw² = z.
      let w = 2 * z / (1 + (1 + 12 * eta * z).squareRoot())
      #expect(agree(try Penalty(.lp(exponent: 3)).proximal(z, step: eta), w, relative: 1e-14))
    }
  }

  @Test(arguments: [0.1, 0.5, 0.9, 1.05, 1.3, 1.7, 2.2, 5, 40])
  func `Lp satisfies its optimality condition and beats every other point`(exponent: Double) throws {
    let penalty = try Penalty(.lp(exponent: exponent))
    var random = SeededGenerator(seed: 5, for: .regressionTable)
    for _ in 0..<RandomProblems.count(release: 5000) {
      let z = random.uniform(-4, 4)
      let eta = random.uniform(0, 3)
      let w = penalty.proximal(z, step: eta)
      #expect((w < 0) == (z < 0) || w == 0)
      func objective(_ w: Double) -> Double { 0.5 * (w - z) * (w - z) + eta * penalty.value([w]) }
      if w != 0 {
        // The slope's rounding is multiplied by p − 1 when the weight's is.
        let residual = w - z + eta * penalty.gradient(w)
        #expect(abs(residual) <= (8 + 8 * exponent) * Double.ulpOfOne * max(abs(z), abs(w)))
      }
      for share in [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.01, 1.3] {
        #expect(objective(share * z) >= objective(w) - 1e-13)
      }
    }
  }
}
