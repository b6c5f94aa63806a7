import Networks
import Testing
import Training

@Suite struct OptimizerTests {
  typealias Configuration = OptimizerConfiguration

  /// Numbers of PyTorch 2.15.0, made by Scripts/optimizer_traces.py with seven decimals; a few roundings of numbers
  /// up to 2 differ.
  static let traces: [(Configuration, [[Float]])] = [
    (.init(.gradientDescent, weightDecay: 0), [[0.95, -1.9], [0.8, -1.8249999], [0.55, -1.775]]),
    (.init(.momentum(coefficient: 0), weightDecay: 0), [[0.95, -1.9], [0.8, -1.8249999], [0.55, -1.775]]),
    (.init(.momentum(), weightDecay: 0), [[0.95, -1.9], [0.755, -1.735], [0.3295, -1.5365]]),
    (
      .init(.momentum(nesterov: true), weightDecay: 0),
      [[0.905, -1.8099999], [0.5795, -1.5864999], [-0.0534501, -1.35785]]
    ),
    (
      .init(.momentum(), weightDecay: 0.01),
      [[0.949, -1.898], [0.752151, -1.729302], [0.3242348, -1.5257446]]
    ),
    (.init(.adagrad(), weightDecay: 0), [[0.9, -1.9], [0.8051317, -1.8399999], [0.7206162, -1.8028609]]),
    (
      .init(.adagrad(), weightDecay: 0.1), [[0.9, -1.9], [0.8064398, -1.8383337], [0.7229226, -1.7974027]]
    ),
    (.init(.rmsProp(), weightDecay: 0), [[2e-07, -1], [-0.9491577, -0.3980708], [-1.795642, -0.0240371]]),
    (
      .init(.rmsProp(), weightDecay: 0.1),
      [[2e-07, -1], [-0.9291174, -0.4200486], [-1.7609098, -0.0716626]]
    ),
    (.init(.adam(), weightDecay: 0), [[0.9, -1.9], [0.8082219, -1.8017424], [0.7163172, -1.7074878]]),
    (.init(.adam(), weightDecay: 0.1), [[0.9, -1.9], [0.8067276, -1.8013588], [0.7137281, -1.7056882]]),
    (
      .init(.adam(), weightDecay: 0.1, decayForm: .decoupled),
      [[0.89, -1.88], [0.789322, -1.7629424], [0.689524, -1.6510584]]
    ),
  ]

  @Test(arguments: traces.indices) func `three steps are PyTorch's`(index: Int) {
    let (configuration, expected) = Self.traces[index]
    let found = OptimizerTrace.short(configuration)
    for (x, y) in zip(found.joined(), expected.joined()) { #expect(abs(x - y) <= 1e-6, "\(configuration)") }
  }

  /// By hand, with g = ½, 1½, 2½ from θ = 1 at rate 0.1, in exact fractions where there are some.
  @Test func `three steps are those worked out by hand`() {
    func first(_ method: Configuration.Method) -> [Float] {
      OptimizerTrace.short(.init(method, weightDecay: 0)).map { $0[0] }
    }
    func agree(_ found: [Float], _ expected: [Double]) -> Bool {
      zip(found, expected).allSatisfy { abs(Double($0) - $1) <= 4e-7 }
    }
    /// From 1 by steps of `0.1 g/√s`.
    func walk(_ steps: [(g: Double, s: Double)]) -> [Double] {
      var place = 1.0
      return steps.map { step in
        place -= 0.1 * step.g / step.s.squareRoot()
        return place
      }
    }
    // 1 − 0.05 − 0.15 − 0.25
    #expect(agree(first(.gradientDescent), [0.95, 0.8, 0.55]))
    // v = 0.5, 1.95, 4.255
    #expect(agree(first(.momentum()), [0.95, 0.755, 0.3295]))
    // g + 0.9 v = 0.95, 3.255, 6.3295
    #expect(agree(first(.momentum(nesterov: true)), [0.905, 0.5795, -0.05345]))
    // s = 1/4, 10/4, 35/4
    #expect(agree(first(.adagrad()), walk([(0.5, 1.0 / 4), (1.5, 10.0 / 4), (2.5, 35.0 / 4)])))
    // α = 3/4: s = 1/16, 39/64, 517/256
    let rmsProp = walk([(0.5, 1.0 / 16), (1.5, 39.0 / 64), (2.5, 517.0 / 256)])
    #expect(agree(first(.rmsProp(smoothing: 0.75)), rmsProp))
    // β₁ = β₂ = 1/2: m = 1/4, 7/8, 27/16 and s = 1/8, 19/16, 119/32, both divided by 1/2, 3/4, 7/8
    let adam = walk([(1.0 / 2, 1.0 / 4), (7.0 / 6, 19.0 / 12), (27.0 / 14, 119.0 / 28)])
    #expect(agree(first(.adam(beta1: 0.5, beta2: 0.5)), adam))
  }

  /// The loop that the first version of the program trained with.
  @Test(arguments: [false, true]) func `momentum has the bits it always had`(nesterov: Bool) {
    let start = (0..<37).map { Float($0) * 0.37 - 5.1 }
    let gradients = (0..<4).map { step in (0..<37).map { Float($0 * (step + 3) % 11) * 0.113 - 0.6 } }
    let (rate, momentum, decay): (Float, Float, Float) = (Float(0.05), Float(0.9), Float(1e-4))
    var (parameters, velocity) = (start, [Float](repeating: 0, count: 37))
    let expected = gradients.map { gradient in
      for i in parameters.indices {
        let g = gradient[i] + decay * parameters[i]
        let v = momentum * velocity[i] + g
        velocity[i] = v
        parameters[i] -= rate * (nesterov ? g + momentum * v : v)
      }
      return parameters
    }
    let configuration = Configuration(.momentum(nesterov: nesterov), learningRate: 0.05)
    #expect(OptimizerTrace.run(configuration, from: start, gradients) == expected)
  }

  /// Vectors of every length modulo the eight numbers that are computed at a time.
  @Test(arguments: traces.indices) func `a parameter's way does not depend on its place`(index: Int) {
    let configuration = Self.traces[index].0
    let start = (0..<19).map { Float($0) * 0.37 - 3.1 }
    let gradients = (0..<3).map { step in (0..<19).map { Float($0 * (step + 3) % 11) * 0.113 - 0.6 } }
    for count in [1, 7, 8, 9, 16, 19] {
      let together = OptimizerTrace.run(
        configuration, from: Array(start[..<count]), gradients.map { Array($0[..<count]) })
      for i in 0..<count {
        let alone = OptimizerTrace.run(configuration, from: [start[i]], gradients.map { [$0[i]] })
        #expect(together.map { $0[i] } == alone.map { $0[0] })
      }
    }
  }

  /// Loshchilov & Hutter 2019, proposition 1: without momentum both forms of decay are one.
  @Test func `decay is the same in both forms for plain descent only`() {
    func last(_ method: Configuration.Method, _ form: Configuration.DecayForm) -> [Float] {
      OptimizerTrace.short(.init(method, weightDecay: 0.1, decayForm: form))[2]
    }
    let plain = zip(last(.gradientDescent, .coupled), last(.gradientDescent, .decoupled))
    #expect(plain.allSatisfy { abs($0 - $1) <= 4e-7 })
    let adaptive = zip(last(.adam(), .coupled), last(.adam(), .decoupled))
    #expect(adaptive.allSatisfy { abs($0 - $1) > 0.02 })
  }

  @Test(arguments: [ParameterRole.bias, .normalizationScale, .normalizationShift, .activationSlope])
  func `only weights decay unless all parameters are asked for`(role: ParameterRole) {
    for form in Configuration.DecayForm.allCases {
      func trace(_ decay: Double, _ scope: Configuration.Scope) -> [[Float]] {
        OptimizerTrace.run(
          .init(weightDecay: decay, decayForm: form, scope: scope), from: [1, -2], [[0.5, 1], [1, 2]],
          role: role)
      }
      #expect(trace(0.01, .weights) == trace(0, .weights))
      #expect(trace(0.01, .all) != trace(0, .all))
    }
  }

  @Test(arguments: [ParameterRole.runningMean, .runningVariance, .constant])
  func `running statistics and constants stay`(role: ParameterRole) {
    for (configuration, _) in Self.traces {
      let trace = OptimizerTrace.run(configuration, from: [1, -2], [[0.5, 1], [1, 2]], role: role)
      #expect(trace.allSatisfy { $0 == [1, -2] })
    }
  }

  @Test(arguments: traces.indices) func `a kept state continues to the same bits`(index: Int) {
    let configuration = Self.traces[index].0
    let layout = OptimizerTrace.layout(2, .weight(filters: 1))
    var whole = Optimizer(configuration, parameterCount: 2)
    var (theta, copy): ([Float], [Float]) = ([1, -2], [])
    var parts = whole
    func step(_ optimizer: inout Optimizer, _ parameters: inout [Float], _ number: Int) {
      let gradient = [Float(number) - 0.7, 0.3]
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradient.withUnsafeBufferPointer { optimizer.step(parameters, $0, rate: 0.1, layout) }
      }
    }
    for number in 0..<6 {
      step(&whole, &theta, number)
      if number == 2 {
        parts = Optimizer(configuration, parameterCount: 2, state: whole.state)
        copy = theta
      }
      if number > 2 { step(&parts, &copy, number) }
    }
    #expect(copy == theta && parts.state == whole.state && whole.state.steps == 6)
  }
}
