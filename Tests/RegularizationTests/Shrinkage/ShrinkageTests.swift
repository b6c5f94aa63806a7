import Regularization
import Testing

@Suite struct ShrinkageTests {
  @Test func `the orthonormal case of each penalty`() {
    #expect(Shrinkage.soft(1)(3) == 2 && Shrinkage.soft(1)(-3) == -2 && Shrinkage.soft(1)(0.5) == 0)
    #expect(Shrinkage.proportional(1)(3) == 1.5)
    #expect(Shrinkage.elasticNet(2, l1Ratio: 0.5)(-3) == -1)
    #expect(Shrinkage.hard(1)(3) == 3 && Shrinkage.hard(1)(1) == 0)
    #expect(Shrinkage.bestSubset([1, -3, 2, 3], keeping: 2) == [0, -3, 0, 3])
    #expect(Shrinkage.bestSubset([2, -2, 2], keeping: 1) == [2, 0, 0])
  }

  @Test func `Zou and Hastie's correction undoes the proportional part`() {
    let naive = Shrinkage.zouHastie(l1: 1, l2: 3, .naive)
    let corrected = Shrinkage.zouHastie(l1: 1, l2: 3, .corrected)
    #expect(naive(4.5) == 1 && corrected(4.5) == 4)
    #expect(corrected(-4.5) == Shrinkage.soft(0.5)(-4.5))
  }

  /// A diagonal quadratic is an orthonormal regression.
  @Test func `they are the optima of a round quadratic`() throws {
    let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [1.7, -0.4])
    let pairs: [(Shrinkage, Penalty, Double)] = [
      (.soft(0.5), .l1, 0.5), (.proportional(0.5), .l2(.halved), 0.5),
      (.elasticNet(0.5, l1Ratio: 0.3), try Penalty(.elasticNet(l1Ratio: 0.3)), 0.5),
      // Their loss has no ½, so ours takes half of their penalty.
      (
        .zouHastie(l1: 0.6, l2: 0.8, .naive), try Penalty(.zouHastie(l1: 0.6, l2: 0.8, .naive)), 0.5
      ),
      (.power(0.3, exponent: 0.5), try Penalty(.lp(exponent: 0.5)), 0.3),
      (.power(0.3, exponent: 1.5), try Penalty(.lp(exponent: 1.5)), 0.3),
      (.power(0.3, exponent: 2), .l2(.whole), 0.3), (.power(0.3, exponent: 1), .l1, 0.3),
    ]
    for (shrinkage, penalty, strength) in pairs {
      let optimum = try loss.minimum(penalty: penalty, strength: strength).global.point
      #expect(agree(optimum.x, shrinkage(1.7), relative: 1e-14), "\(shrinkage)")
      #expect(agree(optimum.y, shrinkage(-0.4), relative: 1e-14), "\(shrinkage)")
    }
  }

  @Test func `the hard threshold minimizes the count of coefficients`() {
    for beta in [-2.0, -0.9, 0.3, 1.1] {
      let kept = Shrinkage.hard(1)(beta)
      let costs = [0, beta].map { (w: Double) in 0.5 * (w - beta) * (w - beta) + (w == 0 ? 0 : 0.5)
      }
      #expect((kept == 0) == (costs[0] <= costs[1]))
    }
  }

  @Test func `L1 pulls constantly, L2 in proportion`() throws {
    #expect(Penalty.l1.pull(on: [4, 0.1, -2, 0], strength: 0.5) == [-0.5, -0.5, 0.5, 0])
    #expect(Penalty.l2(.halved).pull(on: [4, 0.5, -2, 0], strength: 0.5) == [-2, -0.25, 1, 0])
    let net = try Penalty(.elasticNet(l1Ratio: 0.5))
    #expect(net.pull(on: [4], strength: 1) == [-2.5])
  }

  @Test func `settings out of range are refused`() {
    #expect(throws: RegularizationError.invalidParameter(name: "strength", value: -1)) {
      try Shrinkage.soft(-1).validate()
    }
    #expect(throws: RegularizationError.self) { try Shrinkage.elasticNet(1, l1Ratio: 2).validate() }
    #expect(throws: RegularizationError.self) {
      try Shrinkage.zouHastie(l1: 1, l2: -1, .naive).validate()
    }
    #expect(throws: Never.self) { try Shrinkage.zouHastie(l1: 0, l2: 0, .naive).validate() }
  }
}
