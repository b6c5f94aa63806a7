import Data
import Foundation
import Models
import Networks
import Numerics
import Testing
import Training

@Suite struct InitialVarianceTests {
  private let width = 256
  private let depth = 6

  /// The second moment of each layer's activations, of a network that was never trained.
  private func secondMoments(_ initialization: Initialization) throws -> [Double] {
    let architecture = try Architecture(name: "mlp", widths: Array(repeating: width, count: depth))
    let graph = try architecture.graph(input: SampleShape(channels: width), classes: 2)
    var generator = SeededGenerator(seed: 8, for: .example)
    let samples = Samples(
      shape: graph.inputShape, classes: 2,
      values: .floats((0..<8 * width).map { _ in Float(generator.normal()) }),
      labels: Array(repeating: 0, count: 8))
    let statistics = try ActivationStatistics.measured(
      graph: graph, parameters: Initialization.parameters(of: graph, seed: 3, weights: initialization),
      samples: samples,
      normalization: PixelNormalization(
        mean: Array(repeating: 0, count: width), deviation: Array(repeating: 1, count: width)),
      kinds: [.activations])
    return statistics.records[0].activations.map { $0.variance + $0.mean * $0.mean }
  }

  /// He makes the second moment of a layer `s²/2 = q` (variance 2/n), Xavier q/2 (variance 1/n).
  ///
  /// For one sample, given the layer before with second moment q, the n pre-activations of a layer are independent
  /// N(0, s²) with `s² = n·q·Var w`, so that the mean of their rectified squares has mean s²/2 and relative variance 5/n;
  /// several samples can only lower it. After l layers the logarithm has a standard deviation of `√(5l/n)` to first
  /// order, to which features of second moment 1 ± √(2/(8n)) add little. Five of them are exceeded once in 1.7 million
  /// draws, so that one of the 12 bounds fails for one seed in 140,000.
  @Test func `He keeps the second moment under ReLU and Xavier halves it`() throws {
    for (initialization, factor) in [(.heNormal(.input), 1), (.xavierNormal, 0.5)]
      as [(Initialization, Double)]
    {
      for (layer, found) in try secondMoments(initialization).enumerated() {
        let expected = Double(layer + 1) * log(factor)
        let deviation = (5 * Double(layer + 1) / Double(width)).squareRoot()
        #expect(abs(log(found) - expected) < 5 * deviation, "\(initialization.rawValue), layer \(layer + 1)")
      }
    }
  }

  @Test func `pre-activations are symmetric at initialization, so that ReLU cuts off half of them`() throws {
    let architecture = try Architecture(name: "mlp", widths: [width])
    let graph = try architecture.graph(input: SampleShape(channels: 2), classes: 2)
    let samples = Samples(shape: graph.inputShape, classes: 2, values: .floats([1, 2]), labels: [0])
    let statistics = try ActivationStatistics.measured(
      graph: graph, parameters: Initialization.parameters(of: graph, seed: 3), samples: samples,
      normalization: PixelNormalization(mean: [0, 0], deviation: [1, 1]))
    // Of one sample a unit is dead with probability 1/2: a binomial share with deviation 1/(2√256) = 1/32.
    let activations = statistics.records[0].activations[0]
    #expect(abs(activations.deadFraction - 0.5) < 5.0 / 32)
    #expect(activations.saturatedFraction == activations.deadFraction)
  }
}
