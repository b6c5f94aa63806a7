import Networks
import Testing
import Training

@Suite struct PenaltyTermTests {
  /// Weights and a bias.
  private let layout = ParameterLayout(blocks: [
    ParameterBlock(name: "w", shape: [1, 4], range: 0..<4, role: .weight(filters: 1), node: 1),
    ParameterBlock(name: "b", shape: [1], range: 4..<5, role: .bias, node: 1),
  ])
  private let parameters: [Float] = [2, -0.5, 0, 0.125, 3]

  private func gradient(_ configuration: PenaltyConfiguration) throws -> [Float] {
    let term = try PenaltyTerm(configuration, layout)
    var gradient = [Float](repeating: 0, count: 5)
    parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { term.addGradient(at: parameters, to: $0) }
    }
    return gradient
  }

  private func proximal(_ configuration: PenaltyConfiguration, rate: Double) throws -> [Float] {
    var configuration = configuration
    configuration.treatment = .proximal
    let term = try PenaltyTerm(configuration, layout)
    var result = parameters
    result.withUnsafeMutableBufferPointer { term.proximalStep($0, rate: rate) }
    return result
  }

  @Test func `values and gradients are those of the formulas`() throws {
    let cases: [(PenaltyConfiguration.Form, Double, [Float])] = [
      (.l1(strength: 0.5), 0.5 * 2.625, [0.5, -0.5, 0, 0.5, 0]),
      (.l2(strength: 0.5), 0.25 * 4.265625, [1, -0.25, 0, 0.0625, 0]),
      (.elasticNet(strength: 2, l1Ratio: 0.25), 0.5 * 2.625 + 0.75 * 4.265625, [3.5, -1.25, 0, 0.6875, 0]),
      (.zouHastie(l1: 0.5, l2: 0.25), 0.5 * 2.625 + 0.25 * 4.265625, [1.5, -0.75, 0, 0.5625, 0]),
      (.lp(strength: 0.5, exponent: 4), 0.5 * 16.062744140625, [16, -0.25, 0, 0.00390625, 0]),
    ]
    for (form, value, expected) in cases {
      let configuration = PenaltyConfiguration(form)
      #expect(abs(try PenaltyTerm(configuration, layout).value(parameters) - value) < 1e-12, "\(form)")
      #expect(try gradient(configuration) == expected, "\(form)")
    }
  }

  @Test func `both parameterizations of the elastic net are one penalty`() throws {
    // λα = λ₁ and λ(1 − α)/2 = λ₂.
    let first = PenaltyConfiguration(.elasticNet(strength: 2, l1Ratio: 0.25))
    let second = PenaltyConfiguration(.zouHastie(l1: 0.5, l2: 0.75))
    #expect(try gradient(first) == gradient(second))
    #expect(try proximal(first, rate: 0.1) == proximal(second, rate: 0.1))
  }

  @Test func `the proximal step of L1 is the soft threshold, with exact zeros`() throws {
    #expect(try proximal(.init(.l1(strength: 0.5)), rate: 0.5) == [1.75, -0.25, 0, 0, 3])
  }

  @Test func `the proximal step of others minimizes the sum`() throws {
    for form in [
      PenaltyConfiguration.Form.l2(strength: 0.5), .elasticNet(strength: 0.5, l1Ratio: 0.5),
      .lp(strength: 0.5, exponent: 0.5), .lp(strength: 0.5, exponent: 1.5),
    ] {
      let penalty = try PenaltyConfiguration(form).penalty()
      let strength = PenaltyConfiguration(form).strength
      func sum(_ w: Double, _ z: Float) -> Double {
        (w - Double(z)) * (w - Double(z)) / 2 + 0.4 * strength * penalty.value([w])
      }
      for (z, w) in zip(parameters, try proximal(.init(form), rate: 0.4)).prefix(4) {
        let least = stride(from: -3.0, through: 3, by: 1 / 256).map { sum($0, z) }.min()
        #expect(sum(Double(w), z) <= (least ?? 0) + 1e-7, "\(form) at \(z)")
      }
    }
  }

  /// `½(w − 1)² + λ|w|` has its minimum at `1 − λ`, and `½(w − 0.2)² + λ|w|` at 0 for λ above 0.2.
  @Test(arguments: [
    OptimizerConfiguration.Method.gradientDescent, .momentum(), .momentum(nesterov: true),
  ])
  func `proximal steps end in the minimum, with momentum too`(method: OptimizerConfiguration.Method) throws {
    let layout = OptimizerTrace.layout(2, .weight(filters: 1))
    let term = try PenaltyTerm(.init(.l1(strength: 0.3), treatment: .proximal), layout)
    var optimizer = Optimizer(.init(method, weightDecay: 0), parameterCount: 2)
    var weights: [Float] = [2, 2]
    for _ in 0..<600 {
      let gradient = [weights[0] - 1, weights[1] - 0.2]
      weights.withUnsafeMutableBufferPointer { weights in
        gradient.withUnsafeBufferPointer { optimizer.step(weights, $0, rate: 0.05, layout) }
        term.proximalStep(weights, rate: 0.05 * method.steadyGain)
      }
    }
    #expect(abs(weights[0] - 0.7) < 1e-5 && weights[1] == 0)
  }

  @Test func `all parameters are penalized when asked`() throws {
    #expect(try gradient(.init(.l2(strength: 1), scope: .all)) == parameters)
  }

  @Test func `each treatment leaves out what belongs to the other`() throws {
    #expect(try gradient(.init(.l1(strength: 1), treatment: .proximal)) == [0, 0, 0, 0, 0])
    let term = try PenaltyTerm(.init(.l1(strength: 1)), layout)
    var result = parameters
    result.withUnsafeMutableBufferPointer { term.proximalStep($0, rate: 1) }
    #expect(result == parameters)
  }

  @Test func `the norm of each unit's weights is bounded, and of nothing else`() {
    let layout = ParameterLayout(blocks: [
      ParameterBlock(name: "w", shape: [2, 2], range: 0..<4, role: .weight(filters: 2), node: 1),
      ParameterBlock(name: "b", shape: [2], range: 4..<6, role: .bias, node: 1),
    ])
    var parameters: [Float] = [3, 4, 0.3, 0.4, 30, 40]
    parameters.withUnsafeMutableBufferPointer { MaximumNorm.apply(2.5, to: $0, layout) }
    #expect(parameters == [1.5, 2, 0.3, 0.4, 30, 40])
  }
}

@Suite struct RegularizedTrainingTests {
  private func trained(_ change: (inout TrainingConfiguration) -> Void) throws -> Checkpoint {
    var run = try TinyRun(epochs: 4)
    run.configuration.optimizer.weightDecay = 0
    change(&run.configuration)
    return try run.train()
  }

  private func zeros(_ checkpoint: Checkpoint) -> Int {
    ParameterLayout(checkpoint.graph).blocks.reduce(0) { sum, block in
      guard case .weight = block.role else { return sum }
      return sum + checkpoint.parameters[block.range].count { $0 == 0 }
    }
  }

  @Test func `L1 makes exact zeros by proximal steps and none by subgradients`() throws {
    let proximal = try trained { $0.penalty = .init(.l1(strength: 0.3), treatment: .proximal) }
    let subgradient = try trained { $0.penalty = .init(.l1(strength: 0.3)) }
    #expect(zeros(proximal) > 0 && zeros(subgradient) == 0)
    #expect(try #require(proximal.log.last?.penalty) > 0)
  }

  @Test func `the penalty L2 is coupled weight decay`() throws {
    let decayed = try trained { $0.optimizer.weightDecay = 0.01 }
    let penalized = try trained { $0.penalty = .init(.l2(strength: 0.01)) }
    // The same sums in another order of rounding, over 24 steps of a stable descent.
    for (x, y) in zip(decayed.parameters, penalized.parameters) { #expect(abs(x - y) < 1e-4) }
    #expect(try trained { _ in }.parameters != decayed.parameters)
  }

  @Test func `weights never exceed the largest norm`() throws {
    let checkpoint = try trained { $0.maximumNorm = 0.3 }
    let block = try #require(ParameterLayout(checkpoint.graph).blocks.first)
    for start in stride(from: block.range.lowerBound, to: block.range.upperBound, by: 2) {
      let square = checkpoint.parameters[start..<start + 2].reduce(0) { $0 + Double($1) * Double($1) }
      #expect(square.squareRoot() <= 0.3 * (1 + 1e-6))
    }
  }

  @Test func `a clipped step of plain descent is not longer than rate times bound`() throws {
    var run = try TinyRun(epochs: 1, batchSize: 90, rate: 0.5)
    run.configuration.optimizer = .init(.momentum(coefficient: 0), learningRate: 0.5, weightDecay: 0)
    run.configuration.clippingNorm = 0.01
    let checkpoint = try run.train()
    let start = Initialization.parameters(of: checkpoint.graph, seed: 4)
    let steps = zip(checkpoint.parameters, start).map { Double($0 - $1) }
    let square = steps.reduce(0) { $0 + $1 * $1 }
    #expect(abs(square.squareRoot() - 0.005) < 1e-6)
  }
}
