import Data
import Models
import Networks
import Storage
import Testing

@Suite struct TargetFillTests {
  private let points = Samples(
    shape: SampleShape(channels: 1), classes: 3, values: .floats([1, 2, 6]), labels: [2, 0, 1])
  private let numbers = Samples(
    shape: SampleShape(channels: 1), values: .floats([1, 2, 6]), targets: .numbers([10, 30, 50]))

  private func plan(_ loss: LossFunction, outputs: Int) throws -> InferencePlan {
    let graph = try Architecture(name: "mlp", widths: []).graph(
      input: SampleShape(channels: 1), classes: outputs)
    return try InferencePlan(graph: graph, loss: loss, batchSize: 3)
  }

  @Test(arguments: [LossFunction.meanSquaredError, .meanAbsoluteError, .binaryCrossEntropy])
  func `labels become one-hot targets for losses of numbers`(loss: LossFunction) throws {
    let plan = try plan(loss, outputs: 3)
    points.fill(plan, with: [1, 0, 2], using: PixelNormalization(of: points))
    #expect(Array(plan.labels) == [0, 2, 1])
    #expect(Array(plan.targets) == [1, 0, 0, 0, 0, 1, 0, 1, 0])
  }

  @Test func `losses of labels get labels alone`() throws {
    let plan = try plan(.crossEntropy, outputs: 3)
    points.fill(plan, with: [1, 0], using: PixelNormalization(of: points))
    #expect(Array(plan.labels.prefix(2)) == [0, 2])
    #expect(plan.targets.allSatisfy { $0 == 0 })
  }

  @Test func `several numbers of each sample are targets in their order`() throws {
    let pairs = Samples(
      shape: SampleShape(channels: 1), values: .floats([1, 2, 6]),
      targets: .numbers([1, 2, 3, 4, 5, 6], width: 2))
    let plan = try plan(.meanSquaredError, outputs: 2)
    pairs.fill(plan, with: [2, 0], using: .identity(channels: 1))
    #expect(Array(plan.targets.prefix(4)) == [5, 6, 1, 2])
  }

  @Test func `numbers are standardized by the normalization`() throws {
    let plan = try plan(.meanAbsoluteError, outputs: 1)
    let target = TargetStandardization(mean: 20, deviation: 5)
    let normalization = PixelNormalization(mean: [0], deviation: [1], target: target)
    numbers.fill(plan, with: [2, 0], using: normalization)
    #expect(Array(plan.targets.prefix(2)) == [6, -2])
    #expect(Array(plan.inputs[0].floats.prefix(2)) == [6, 1])
    #expect(numbers.outputs == 1 && numbers.classes == 0 && numbers.labels.isEmpty)
  }

  /// SHA-256 of shape, classes or kind, count, values and targets, by Python's `hashlib` and `struct`.
  @Test func `digests are those of their bytes`() {
    let classes = Samples(
      shape: SampleShape(channels: 1), classes: 2, values: .bytes([1, 2]), labels: [0, 1])
    #expect(classes.digest.hex == "b3e4de35a5064fe571c2fc33456135cd8c9d8741a53ef12463767ac0dc53cfe3")
    let numbers = Samples(
      shape: SampleShape(channels: 1), values: .floats([1, 2]), targets: .numbers([0.5, -3]))
    #expect(numbers.digest.hex == "5db03a7e0969d81e6be0b2a59c764c14a245bc6890e2f0cdb7b957dc9db8a8d0")
  }

  @Test func `a normalization without a target is written as it always was`() {
    let text = JSONText.encode(PixelNormalization(mean: [0.25], deviation: [0.5]))
    #expect(text == "{\"deviation\":[0.5],\"mean\":[0.25]}")
  }
}
