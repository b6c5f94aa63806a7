import Networks
import Testing
import Training

@Suite struct StochasticGradientDescentTests {
  /// Two parameters: one block of the role, nothing else.
  private func trace(
    _ configuration: StochasticGradientDescent.Configuration, role: ParameterRole
  ) -> [[Float]] {
    let block = ParameterBlock(name: "w", shape: [2], range: 0..<2, role: role, node: 1)
    let layout = ParameterLayout(blocks: [block])
    var method = StochasticGradientDescent(configuration, parameterCount: 2)
    var parameters: [Float] = [1, -2]
    return (0..<3).map { step in
      let gradient: [Float] = [0.5 + Float(step), -1 + 0.25 * Float(step)]
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradient.withUnsafeBufferPointer { method.step(parameters, $0, rate: 0.1, layout) }
      }
      return parameters
    }
  }

  private func agree(_ found: [[Float]], _ expected: [[Float]]) -> Bool {
    zip(found.joined(), expected.joined()).allSatisfy { abs($0 - $1) <= 4e-7 }
  }

  /// Numbers of PyTorch 2.15.0, made by Scripts/sgd_trace.py.
  @Test func `three steps are PyTorch's`() {
    let weight = ParameterRole.weight(filters: 1)
    #expect(
      agree(
        trace(.init(momentum: 0, weightDecay: 0), role: weight),
        [[0.95, -1.9], [0.8, -1.8249999], [0.55, -1.775]]))
    #expect(
      agree(
        trace(.init(momentum: 0.9, weightDecay: 0), role: weight),
        [[0.95, -1.9], [0.755, -1.735], [0.3295, -1.5365]]))
    #expect(
      agree(
        trace(.init(momentum: 0.9, nesterov: true, weightDecay: 0), role: weight),
        [[0.905, -1.8099999], [0.5795, -1.5864999], [-0.0534501, -1.35785]]))
    #expect(
      agree(
        trace(.init(momentum: 0.9, weightDecay: 0.01), role: weight),
        [[0.949, -1.898], [0.752151, -1.729302], [0.3242348, -1.5257446]]))
  }

  @Test(arguments: [ParameterRole.bias, .normalizationScale, .normalizationShift, .activationSlope])
  func `only weights decay`(role: ParameterRole) {
    let decayed = trace(.init(momentum: 0.9, weightDecay: 0.01), role: role)
    #expect(decayed == trace(.init(momentum: 0.9, weightDecay: 0), role: role))
  }

  @Test(arguments: [ParameterRole.runningMean, .runningVariance])
  func `running statistics stay`(role: ParameterRole) {
    #expect(trace(.init(), role: role).allSatisfy { $0 == [1, -2] })
  }
}

@Suite struct LearningRateScheduleTests {
  private func factors(_ schedule: LearningRateSchedule, epochs: Int, stepsPerEpoch: Int) -> [Double] {
    (0..<epochs * stepsPerEpoch).map {
      schedule.factor(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    }
  }

  @Test func `a constant schedule is constant`() {
    #expect(factors(LearningRateSchedule(.constant), epochs: 3, stepsPerEpoch: 2).allSatisfy { $0 == 1 })
  }

  @Test func `steps multiply when their epoch is reached`() {
    let schedule = LearningRateSchedule(.step(milestones: [1, 2.5], factor: 0.5))
    #expect(factors(schedule, epochs: 3, stepsPerEpoch: 2) == [1, 1, 0.5, 0.5, 0.5, 0.25])
  }

  @Test func `a cosine falls from one to nearly zero with its middle at one half`() {
    let values = factors(LearningRateSchedule(.cosine), epochs: 4, stepsPerEpoch: 10)
    #expect(values[0] == 1)
    #expect(abs(values[20] - 0.5) < 1e-15)
    #expect(values[39] > 0 && values[39] < 0.002)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a warm-up rises in a line to the full rate`() {
    let values = factors(LearningRateSchedule(.constant, warmUp: 2), epochs: 3, stepsPerEpoch: 2)
    #expect(values == [0.25, 0.5, 0.75, 1, 1, 1])
  }
}
