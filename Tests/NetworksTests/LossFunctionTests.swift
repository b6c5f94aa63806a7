import Foundation
import Networks
import Tensors
import Testing

/// Losses of outputs that are given: one dense layer, whose weights are those outputs and whose input is 1.
@Suite struct LossFunctionTests {
  /// Loss and gradient of one sample, by the fused and by the differentiable plan, which agree.
  private func result(
    _ loss: LossFunction, outputs: [Float], label: Int = 0, targets: [Float] = [],
    curvatureAlong direction: [Float]? = nil
  ) throws -> (outcome: LossSums, gradient: [Float], product: [Float]) {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    _ = builder.add("fc", .dense(Dense(units: outputs.count, bias: false)), 0)
    let graph = try builder.graph()
    let fused = try InferencePlan(graph: graph, loss: loss, batchSize: 1)
    let plan = try DifferentiationPlan(
      graph: graph, loss: loss, batchSize: 1, statistics: .running, curvature: true)
    (fused.inputs[0].floats[0], plan.inputs[0].floats[0]) = (1, 1)
    (fused.labels[0], plan.labels[0]) = (Int32(label), Int32(label))
    for (k, target) in targets.enumerated() { (fused.targets[k], plan.targets[k]) = (target, target) }
    var (gradient, product) = (outputs, outputs)
    let outcome = outputs.withUnsafeBufferPointer { outputs in
      (direction ?? Array(outputs)).withUnsafeBufferPointer { direction in
        gradient.withUnsafeMutableBufferPointer { gradient in
          product.withUnsafeMutableBufferPointer {
            fused.load(outputs)
            return plan.hessianVectorProduct(at: outputs, along: direction, gradient: gradient, product: $0)
          }
        }
      }
    }
    #expect(fused.evaluate(count: 1) == outcome)
    for found in [Array(fused.outputs), Array(plan.outputs)] {
      #expect(found.map(\.bitPattern) == outputs.map(\.bitPattern))
    }
    return (outcome, gradient, product)
  }

  @Test func `errors are means over the outputs`() throws {
    let squared = try result(.meanSquaredError, outputs: [1, -2, 0.5], targets: [0, 2, 0.5])
    #expect(abs(squared.outcome.loss - 17.0 / 3) < 1e-12)
    #expect(squared.gradient == [Float(2.0 / 3), Float(-8.0 / 3), 0])
    let absolute = try result(.meanAbsoluteError, outputs: [1, -2, 0.5], targets: [0, 2, 0.5])
    #expect(abs(absolute.outcome.loss - 5.0 / 3) < 1e-12)
    #expect(absolute.gradient == [Float(1.0 / 3), Float(-1.0 / 3), 0])
    #expect(absolute.product == [0, 0, 0])
  }

  /// The mean over two samples of one, computed by hand: ((3 − 1)² + (6 − 1)²)/2 and the derivative by the weight.
  @Test func `errors are means over the samples`() throws {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    _ = builder.add("fc", .dense(Dense(units: 1, bias: false)), 0)
    let plan = try DifferentiationPlan(
      graph: try builder.graph(), loss: .meanSquaredError, batchSize: 2, statistics: .running)
    (plan.inputs[0].floats[0], plan.inputs[0].floats[1], plan.targets[0], plan.targets[1]) = (1, 2, 1, 1)
    var gradient: [Float] = [0]
    let outcome = [3].withUnsafeBufferPointer { weight in
      gradient.withUnsafeMutableBufferPointer { plan.gradient(at: weight, into: $0) }
    }
    #expect(outcome.loss == 14.5 && outcome.correct == 0)
    #expect(gradient == [2 * 1 + 5 * 2])
  }

  /// `log(1 + e⁻ᶻ)` for a target of 1: at z = 0 log 2, and towards −∞ −z, towards ∞ e⁻ᶻ.
  @Test func `binary cross entropy is exact however large the logit`() throws {
    let cases: [(z: Float, t: Float, loss: Double, slope: Double)] = [
      (0, 1, log(2), -0.5), (0, 0, log(2), 0.5), (0, 0.5, log(2), 0),
      (1, 1, log1p(exp(-1)), -1 / (1 + exp(1))),
      (30, 1, log1p(exp(-30)), -1 / (1 + exp(30))), (-80, 1, 80, -1), (80, 0, 80, 1),
      (80, 1, exp(-80), -exp(-80)), (1e30, 1, 0, 0), (-1e30, 1, 1e30, -1), (3e38, 0, 3e38, 1),
    ]
    for (z, t, loss, slope) in cases {
      let found = try result(.binaryCrossEntropy, outputs: [z], targets: [t])
      #expect(abs(found.outcome.loss - loss) <= 1e-7 * loss, "\(z), \(t)")
      #expect(abs(Double(found.gradient[0]) - slope) <= 1e-7 * abs(slope), "\(z), \(t)")
    }
  }

  @Test func `cross entropy is finite for logits of any size`() throws {
    for size in [1e10, 1e30, 3e38] as [Float] {
      let right = try result(.crossEntropy, outputs: [size, -size, 0])
      #expect(right.outcome.loss == 0 && right.gradient == [0, 0, 0])
      let wrong = try result(.crossEntropy, outputs: [size, -size, 0], label: 1)
      #expect(wrong.outcome.loss == 2 * Double(size) && wrong.gradient == [1, -1, 0])
      let smoothed = try result(.smoothedCrossEntropy(0.3), outputs: [size, -size, 0])
      #expect(abs(smoothed.outcome.loss - 0.3 * Double(size)) <= 1e-12 * Double(size))
    }
  }

  /// The target of class 0 of three is (0.9 + 0.1/3, 0.1/3, 0.1/3); of equal logits p = 1/3.
  @Test func `label smoothing moves a share of the target to all classes`() throws {
    let found = try result(.smoothedCrossEntropy(0.1), outputs: [2, 2, 2])
    #expect(abs(found.outcome.loss - log(3)) < 1e-12)
    for (gradient, expected) in zip(found.gradient, [-0.6, 0.3, 0.3]) {
      #expect(abs(Double(gradient) - expected) < 1e-7)
    }
    let losses = try (0..<3).map {
      try result(.smoothedCrossEntropy(1), outputs: [1, 2, 3], label: $0).outcome.loss
    }
    #expect(Set(losses).count == 1)
    let none = try result(.crossEntropy, outputs: [1, 2, 4], label: 1)
    let little = try result(.smoothedCrossEntropy(1e-9), outputs: [1, 2, 4], label: 1)
    #expect(abs(none.outcome.loss - little.outcome.loss) < 1e-8)
  }

  /// At the kink the derivative is 0, by convention.
  @Test func `the absolute error is flat where output and target agree`() throws {
    let found = try result(.meanAbsoluteError, outputs: [0.5], targets: [0.5])
    #expect(found.outcome.loss == 0 && found.gradient == [0] && found.product == [0])
  }

  @Test(arguments: LossFunction.allCases)
  func `an output or target that is not a number makes the loss infinite`(loss: LossFunction) throws {
    let found = try result(loss, outputs: [.nan, 1], targets: [0, 1])
    #expect(found.outcome.loss == .infinity && found.outcome.correct == 0)
    if !loss.takesLabels {
      #expect(try result(loss, outputs: [0, 1], targets: [.nan, 1]).outcome.loss == .infinity)
    }
  }

  // MARK: Labels as targets

  private func outcome(_ loss: LossFunction, outputs: [Float], label: Int) throws -> LossSums {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    _ = builder.add("fc", .dense(Dense(units: outputs.count, bias: false)), 0)
    let plan = try InferencePlan(graph: try builder.graph(), loss: loss, batchSize: 1)
    plan.inputs[0].floats[0] = 1
    plan.labels[0] = Int32(label)
    plan.setTargetsFromLabels()
    outputs.withUnsafeBufferPointer { plan.load($0) }
    return plan.evaluate(count: 1)
  }

  @Test func `labels become one-hot targets`() throws {
    let right = try outcome(.meanSquaredError, outputs: [0, 0.5, 0.25], label: 1)
    #expect(abs(right.loss - (0.25 + 0.0625) / 3) < 1e-12 && right.correct == 1)
    #expect(try outcome(.meanAbsoluteError, outputs: [0, 0.5, 0.25], label: 2).correct == 0)
    let binary = try outcome(.binaryCrossEntropy, outputs: [0, 0, 0], label: 0)
    #expect(abs(binary.loss - log(2)) < 1e-12 && binary.correct == 1)
  }

  @Test func `with a single output the label is the target`() throws {
    #expect(
      try outcome(.meanSquaredError, outputs: [0.75], label: 1)
        == LossSums(
          lossSum: 0.0625, squaredLossSum: 0.0625 * 0.0625, correct: 1, count: 1))
    #expect(try outcome(.meanAbsoluteError, outputs: [0.25], label: 1).correct == 0)
    #expect(try outcome(.binaryCrossEntropy, outputs: [-0.25], label: 0).correct == 1)
    #expect(try outcome(.binaryCrossEntropy, outputs: [0.25], label: 0).correct == 0)
  }

  @Test func `several yes-or-no targets must all be met`() throws {
    let met = try result(.binaryCrossEntropy, outputs: [1, -2, 3], targets: [1, 0, 1])
    let missed = try result(.binaryCrossEntropy, outputs: [1, -2, 3], targets: [1, 1, 1])
    #expect(met.outcome.correct == 1 && missed.outcome.correct == 0)
    #expect(try result(.meanSquaredError, outputs: [1], targets: [1]).outcome.correct == 0)
  }

  // MARK: Names

  @Test func `names read back as what was written`() throws {
    for loss in LossFunction.allCases + [.smoothedCrossEntropy(0.1)] {
      #expect(LossFunction(rawValue: loss.rawValue) == loss)
      let file = try JSONEncoder().encode([loss])
      #expect(try JSONDecoder().decode([LossFunction].self, from: file) == [loss])
    }
    #expect(LossFunction.smoothedCrossEntropy(0.1).rawValue == "cross-entropy:0.1")
    #expect(LossFunction(rawValue: "cross-entropy:0") == .crossEntropy)
    for text in ["", "cross", "cross-entropy:2", "cross-entropy:-0.1", "mean-squared-error:1"] {
      #expect(LossFunction(rawValue: text) == nil)
    }
  }
}
