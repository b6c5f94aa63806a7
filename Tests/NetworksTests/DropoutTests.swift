import Networks
import Tensors
import Testing

@Suite struct DropoutTests {
  private static let both = Dropout.Form.allCases

  // MARK: Masks

  /// Of n numbers, n·rate ± √(n·rate·keep) are dropped; five standard deviations are exceeded with probability 6e-7.
  @Test(arguments: [0.1, 0.5, 0.9], both)
  func `a mask drops the share that is asked for`(rate: Double, form: Dropout.Form) {
    let dropout = Dropout(rate: rate, form: form)
    let n = 50_001
    let mask = dropout.mask(count: n, seed: 1, step: 2, node: 3, sample: 4)
    let kept: Float = form == .classic ? 1 : Float(1 / (1 - rate))
    #expect(mask.allSatisfy { $0 == 0 || $0 == kept })
    let dropped = Double(mask.count { $0 == 0 })
    #expect(abs(dropped - Double(n) * rate) < 5 * (Double(n) * rate * (1 - rate)).squareRoot())
  }

  /// The share of neighbours that are both dropped is rate², whether they come from one draw or from two.
  @Test func `neighbours are dropped independently`() {
    let mask = Dropout(rate: 0.5).mask(count: 40_000, seed: 1, step: 0, node: 1, sample: 0)
    for distance in [1, 2] {
      for phase in [0, 1] {
        let pairs = stride(from: phase, to: mask.count - distance, by: 2)
        let count = Double(Array(pairs).count)
        let both = Double(pairs.filter { mask[$0] == 0 && mask[$0 + distance] == 0 }.count)
        #expect(abs(both - count / 4) < 5 * (count * 3 / 16).squareRoot())
      }
    }
  }

  @Test func `seeds, steps, nodes and samples have masks of their own`() {
    let dropout = Dropout(rate: 0.5)
    func mask(_ seed: UInt64, _ step: UInt64, _ node: Int, _ sample: Int?) -> [Float] {
      dropout.mask(count: 64, seed: seed, step: step, node: node, sample: sample)
    }
    let all = [
      mask(1, 2, 3, 4), mask(0, 2, 3, 4), mask(1, 0, 3, 4), mask(1, 2, 0, 4), mask(1, 2, 3, 0),
      mask(1, 2, 3, nil), mask(1, 2, 0, nil), mask(1, 0, 3, nil), mask(0, 2, 3, nil),
    ]
    #expect(Set(all).count == all.count)
    #expect(mask(1, 2, 3, 4) == all[0])
  }

  @Test func `a rate of 0 drops nothing`() {
    for form in Self.both {
      let mask = Dropout(rate: 0, form: form).mask(count: 1000, seed: 1, step: 1, node: 1, sample: 0)
      #expect(mask.allSatisfy { $0 == 1 })
    }
  }

  // MARK: Passes

  private let inputs: [Float] = [0.5, -1, 2, 0.25, 1.5, -0.75]
  private let weights: [Float] = [1, 0.5, -0.5, 2, 0.25, -1]

  /// `W x` of one row of weights for two equal samples, with dropped inputs or weights.
  private func plan(_ dropout: Dropout, ofWeights: Bool, _ statistics: BatchStatistics) throws -> (
    plan: DifferentiationPlan, pass: () -> [Float]
  ) {
    var builder = GraphBuilder(input: SampleShape(channels: inputs.count))
    var node = 0
    if !ofWeights { node = builder.add("drop", .dropout(dropout), 0) }
    let dense = Dense(units: 1, bias: false, dropConnect: ofWeights ? dropout : nil)
    _ = builder.add("fc", .dense(dense), node)
    let plan = try DifferentiationPlan(
      graph: try builder.graph(), loss: .meanSquaredError, batchSize: 2, statistics: statistics)
    for (i, value) in (inputs + inputs).enumerated() { plan.inputs[0].floats[i] = value }
    return (
      plan,
      {
        _ = weights.withUnsafeBufferPointer { plan.evaluate(at: $0) }
        return Array(plan.outputs)
      }
    )
  }

  /// The mean over T passes of two samples has variance `Σ (w x)² rate/keep / (2T)` with inverted dropout.
  ///
  /// With DropConnect both samples have one mask, so that T pairs count as T; classic outputs are keep times inverted
  /// ones. Five standard deviations.
  @Test(arguments: both, [false, true])
  func `training has the expectation of inference`(form: Dropout.Form, ofWeights: Bool) throws {
    let dropout = Dropout(rate: 0.3, form: form)
    let (training, pass) = try plan(dropout, ofWeights: ofWeights, .batch)
    let passes = 2000
    var sum = 0.0
    for step in 0..<passes {
      training.setMasks(seed: 9, step: UInt64(step))
      sum += pass().reduce(0) { $0 + Double($1) / 2 }
    }
    let products = zip(weights, inputs).map { Double($0) * Double($1) }
    let factor = form == .classic ? dropout.keep : 1
    let variance = products.reduce(0) { $0 + $1 * $1 } * dropout.rate / dropout.keep
    let tolerance = 5 * factor * (variance / Double(ofWeights ? passes : 2 * passes)).squareRoot()
    let inference = try plan(dropout, ofWeights: ofWeights, .running).pass()
    #expect(abs(Double(inference[0]) - factor * products.reduce(0, +)) < 1e-6)
    #expect(abs(sum / Double(passes) - Double(inference[0])) < tolerance)
  }

  @Test(arguments: [false, true])
  func `the two forms differ by the keep probability alone`(ofWeights: Bool) throws {
    for statistics in [BatchStatistics.batch, .running] {
      let classic = try plan(Dropout(rate: 0.5, form: .classic), ofWeights: ofWeights, statistics).pass()
      let inverted = try plan(Dropout(rate: 0.5, form: .inverted), ofWeights: ofWeights, statistics).pass()
      // A factor of a half is exact.
      #expect(classic == inverted.map { 0.5 * $0 })
    }
  }

  @Test(arguments: [false, true])
  func `masks change with the step and come again with it`(ofWeights: Bool) throws {
    let (plan, pass) = try plan(Dropout(rate: 0.5), ofWeights: ofWeights, .batch)
    func outputs(_ step: UInt64) -> [Float] {
      plan.setMasks(seed: 3, step: step)
      return pass()
    }
    let first = outputs(0)
    #expect(Set((0..<8).map(outputs)).count > 4)
    #expect(outputs(0) == first && pass() == first)
  }

  @Test func `units have another mask for each sample, weights one for the batch`() throws {
    let units = try plan(Dropout(rate: 0.5), ofWeights: false, .batch)
    let weights = try plan(Dropout(rate: 0.5), ofWeights: true, .batch)
    var differ = 0
    for step in 0..<20 {
      for plan in [units.plan, weights.plan] { plan.setMasks(seed: 5, step: UInt64(step)) }
      let (ofUnits, ofWeights) = (units.pass(), weights.pass())
      if ofUnits[0] != ofUnits[1] { differ += 1 }
      #expect(ofWeights[0] == ofWeights[1])
    }
    // Two masks of six numbers are equal once in 64 times.
    #expect(differ > 15)
  }

  @Test(arguments: both)
  func `inference has no masks`(form: Dropout.Form) throws {
    for ofWeights in [false, true] {
      let (plan, pass) = try plan(Dropout(rate: 0.5, form: form), ofWeights: ofWeights, .running)
      let first = pass()
      plan.setMasks(seed: 7, step: 7)
      #expect(pass() == first)
    }
  }

  @Test(arguments: both)
  func `a plan can have the statistics of the batch and drop nothing`(form: Dropout.Form) throws {
    var builder = GraphBuilder(input: SampleShape(channels: 6))
    let node = builder.add("drop", .dropout(Dropout(rate: 0.5, form: form)), 0)
    _ = builder.add("fc", .dense(Dense(units: 1, bias: false, dropConnect: Dropout(rate: 0.5))), node)
    let graph = try builder.graph()
    let outputs = try [(BatchStatistics.batch, false), (.running, true)].map { statistics, dropsOut in
      let plan = try DifferentiationPlan(
        graph: graph, loss: .meanSquaredError, batchSize: 1, statistics: statistics, dropsOut: dropsOut)
      for (i, value) in inputs.enumerated() { plan.inputs[0].floats[i] = value }
      _ = weights.withUnsafeBufferPointer { plan.evaluate(at: $0) }
      return plan.outputs[0]
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test func `a graph whose rates are out of range is refused`() {
    for rate in [-0.1, 1, .nan] {
      var builder = GraphBuilder(input: SampleShape(channels: 2))
      _ = builder.add("drop", .dropout(Dropout(rate: rate)), 0)
      #expect(throws: GraphError.self) { try builder.graph() }
      var other = GraphBuilder(input: SampleShape(channels: 2))
      _ = other.add("fc", .dense(Dense(units: 2, dropConnect: Dropout(rate: rate))), 0)
      #expect(throws: GraphError.self) { try other.graph() }
    }
  }
}
