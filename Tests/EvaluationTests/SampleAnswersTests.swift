import Data
import Evaluation
import Glibc
import Models
import Networks
import Synchronization
import TestSupport
import Testing

@Suite struct SampleAnswersTests {
  /// A network that gives an image of 2×2×1 back, as two classes of each pixel.
  private func images() throws -> LossDefinition {
    var b = GraphBuilder(input: SampleShape(channels: 2, height: 2, width: 1))
    _ = b.add("conv", .convolution(Convolution(filters: 2, kernel: 1)), b.input)
    let samples = Samples(
      shape: SampleShape(channels: 2, height: 2, width: 1), values: .floats([1, 2, 3, 5, 7, 11, 13, 17]),
      targets: .labels([1, 0, -100, 1], classes: 2), positions: 2)
    return LossDefinition(
      graph: try b.graph(), loss: .crossEntropy, preprocessing: .identity(channels: 2), samples: samples,
      set: SampleSet([0, 1]))
  }

  @Test func `outputs of pixels are in the order of the network's, and losses those of the labels`() throws {
    let objective = Objective(try images(), workers: 2)
    let answers = try #require(try objective.answers(at: [1, 0, 0, 1], keepingOutputs: true))
    #expect(answers.extents == [2, 2, 1])
    #expect(answers.outputs == [1, 2, 3, 5, 7, 11, 13, 17])
    // Of the first image both pixels, logits (1, 3) and (2, 5); of the second the lower one, (11, 17).
    let expected = [(log1p(exp(-2.0)) + 3 + log1p(exp(-3.0))) / 2, log1p(exp(-6.0))]
    #expect(zip(answers.losses, expected).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(answers.sums.accuracy == 0.75 && answers.sums.count == 2)
    #expect(answers.sums.loss == (try objective.loss(at: [1, 0, 0, 1])))
  }

  @Test func `all samples are reported, and a stop gives nothing`() throws {
    let graph = try UntrainedNetwork.graph()
    let parameters = Initialization.parameters(of: graph, seed: 3)
    let samples = UntrainedNetwork.samples(count: 21)
    let definition = LossDefinition(
      graph: graph, loss: .crossEntropy, preprocessing: .identity(channels: UntrainedNetwork.tokens),
      samples: samples, set: SampleSet(Array(0..<21)))
    let objective = Objective(definition, workers: 2, smallWork: 0)
    let count = Count()
    let answers = try objective.answers(at: parameters, keepingOutputs: true) { count.add($0) }
    #expect(count.value == 21)
    #expect(answers?.outputs.count == 21 * UntrainedNetwork.tokens * UntrainedNetwork.vocabulary)
    #expect(try answers?.losses == objective.losses(at: parameters))
    #expect(try objective.answers(at: parameters, keepingOutputs: false)?.outputs.isEmpty == true)
    let stop = StopRequest()
    stop.stop()
    #expect(try objective.answers(at: parameters, keepingOutputs: false, stop: stop)?.losses == nil)
  }

  private final class Count: Sendable {
    private let sum = Atomic(0)
    var value: Int { sum.load(ordering: .relaxed) }
    func add(_ number: Int) { sum.add(number, ordering: .relaxed) }
  }
}
