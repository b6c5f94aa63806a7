import Regularization
import Testing

@Suite struct PenaltyTests {
  @Test func `values are the sums that the conventions say`() throws {
    let w = [3.0, -4]
    #expect(Penalty.l1.value(w) == 7)
    #expect(Penalty.l2(.halved).value(w) == 12.5)
    #expect(Penalty.l2(.whole).value(w) == 25)
    #expect(try Penalty(.elasticNet(l1Ratio: 0.25)).value(w) == 0.25 * 7 + 0.75 / 2 * 25)
    #expect(try Penalty(.zouHastie(l1: 2, l2: 3, .naive)).value(w) == 2 * 7 + 3 * 25)
    #expect(agree(try Penalty(.lp(exponent: 0.5)).value([4, -9]), 5))
    #expect(agree(try Penalty(.lp(exponent: 3)).value(w), 27 + 64))
    #expect(Penalty.l1.value(Vector2(3, -4)) == 7)
  }

  @Test func `Lp with p = 1 and p = 2 are L1 and the whole squared norm`() throws {
    for z in [-2.5, -0.3, 0, 0.7, 4.0] {
      #expect(try Penalty(.lp(exponent: 1)).proximal(z, step: 0.5) == Penalty.l1.proximal(z, step: 0.5))
      #expect(
        try Penalty(.lp(exponent: 2)).proximal(z, step: 0.5) == Penalty.l2(.whole).proximal(z, step: 0.5))
    }
  }

  @Test(arguments: [
    Penalty.Form.l1, .l2(.halved), .l2(.whole), .lp(exponent: 0.5), .lp(exponent: 1.5), .lp(exponent: 3),
    .elasticNet(l1Ratio: 0.3), .zouHastie(l1: 0.4, l2: 0.8, .corrected),
  ])
  func `the gradient is the derivative of the value`(form: Penalty.Form) throws {
    let penalty = try Penalty(form)
    for w in [-2.0, -0.5, 0.25, 3] {
      let h = 1e-5
      let difference = (penalty.value([w + h]) - penalty.value([w - h])) / (2 * h)
      // The third derivative at these places is below 200, so the difference errs by less than 200 h²/6 + 1e-10.
      #expect(abs(difference - penalty.gradient(w)) < 4e-9)
      #expect(penalty.subgradient(w) == penalty.gradient(w)...penalty.gradient(w))
    }
  }

  @Test func `subgradients at zero are an interval, a point or the line`() throws {
    #expect(Penalty.l1.subgradient(0) == -1...1)
    #expect(Penalty.l2(.halved).subgradient(0) == 0...0)
    #expect(try Penalty(.elasticNet(l1Ratio: 0.3)).subgradient(0) == -0.3...0.3)
    #expect(try Penalty(.zouHastie(l1: 2, l2: 3, .naive)).subgradient(0) == -2...2)
    #expect(try Penalty(.lp(exponent: 1.5)).subgradient(0) == 0...0)
    #expect(try Penalty(.lp(exponent: 0.5)).subgradient(0) == -Double.infinity...Double.infinity)
    #expect(Penalty.l1.gradient([0, -1]) == [0, -1])
  }

  @Test func `settings outside their range are refused`() {
    #expect(throws: RegularizationError.invalidParameter(name: "exponent", value: 0)) {
      try Penalty(.lp(exponent: 0))
    }
    #expect(throws: RegularizationError.invalidParameter(name: "exponent", value: -1)) {
      try Penalty(.lp(exponent: -1))
    }
    #expect(throws: RegularizationError.self) { try Penalty(.lp(exponent: .nan)) }
    #expect(throws: RegularizationError.invalidParameter(name: "l1Ratio", value: 1.5)) {
      try Penalty(.elasticNet(l1Ratio: 1.5))
    }
    #expect(throws: RegularizationError.invalidParameter(name: "l1", value: -1)) {
      try Penalty(.zouHastie(l1: -1, l2: 1, .naive))
    }
    #expect(throws: RegularizationError.self) { try Penalty(.zouHastie(l1: 0, l2: 0, .naive)) }
  }

  @Test func `names tell the conventions apart`() throws {
    let names = [
      Penalty.l1, .l2(.halved), .l2(.whole), try Penalty(.lp(exponent: 0.5)),
      try Penalty(.elasticNet(l1Ratio: 0.5)), try Penalty(.zouHastie(l1: 1, l2: 1, .naive)),
      try Penalty(.zouHastie(l1: 1, l2: 1, .corrected)),
    ].map(\.conventionName)
    #expect(Set(names).count == 7)
    #expect(names[1] == "λ/2 ‖w‖²")
    #expect(names[4] == "λ[α‖w‖₁ + (1−α)/2 ‖w‖²], α = 0.5")
  }

  @Test func `only the corrected elastic net is rescaled`() throws {
    #expect(try Penalty(.zouHastie(l1: 1, l2: 0.5, .corrected)).correction == 1.5)
    #expect(try Penalty(.zouHastie(l1: 1, l2: 0.5, .naive)).correction == 1)
    #expect(Penalty.l1.correction == 1)
  }
}
