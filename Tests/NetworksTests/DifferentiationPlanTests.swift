import Networks
import Tensors
import Testing

/// The fast code against the slow `Double` reference.
///
/// Single precision rounds each operation by at most ε/2 = 6e-8. A result that passes through `L` layers whose sums
/// have up to `T` terms carries a relative error of about `ε/2·√T·L` when roundings are independent, and √2 times that on
/// processors without fused multiply-add, where products are rounded as well: with `T ≤ 1000` and `L ≤ 12`, 3e-5 bounds
/// it; losses, in which errors average out, stay below 1e-5.
@Suite struct DifferentiationPlanTests {
  static let vectorTolerance = 3e-5
  private let vectorTolerance = Self.vectorTolerance
  private let lossTolerance = 1e-5

  @Test(arguments: TestNetwork.all, [BatchStatistics.batch, .running])
  func `loss and gradient are the reference's`(network: TestNetwork, statistics: BatchStatistics) throws {
    let (outcome, gradient) = try network.gradient(statistics)
    let expected = network.referenceLoss(statistics)
    #expect(abs(outcome.loss - expected) <= lossTolerance * expected)
    #expect(relativeError(gradient, network.referenceGradient(statistics)) <= vectorTolerance)
  }

  @Test(arguments: TestNetwork.all)
  func `the curvature product is the reference's`(network: TestNetwork) throws {
    let (gradient, product) = try network.derivatives()
    #expect(relativeError(gradient, network.referenceGradient(.running)) <= vectorTolerance)
    // Second derivatives pass each layer twice.
    #expect(relativeError(product, network.referenceHessianVectorProduct()) <= 2 * vectorTolerance)
  }

  @Test(arguments: TestNetwork.all)
  func `running statistics move towards those of the batch`(network: TestNetwork) throws {
    let plan = try network.plan(.batch)
    var parameters = network.parameters
    parameters.withUnsafeMutableBufferPointer { parameters in
      _ = plan.evaluate(at: UnsafeBufferPointer(parameters))
      plan.updateRunningStatistics(in: parameters)
    }
    let reference = network.reference(.batch)
    let values = reference.forward(network.tensor(Double.self), network.others(Double.self))
    for block in network.layout.blocks {
      let input = values[network.graph.nodes[block.node].inputs.first ?? 0]
      for (c, i) in block.range.enumerated() {
        let old = Double(network.parameters[i])
        switch block.role {
        case .runningMean:
          let expected = 0.9 * old + 0.1 * reference.moments(block.node, input).mean[c]
          #expect(abs(Double(parameters[i]) - expected) <= 1e-6)
        case .runningVariance:
          let n = Double(input.batch * input.shape.area)
          let unbiased = reference.moments(block.node, input).variance[c] * n / (n - 1)
          let expected = 0.9 * old + 0.1 * unbiased
          #expect(abs(Double(parameters[i]) - expected) <= 1e-6 * max(1, expected))
        default: #expect(parameters[i] == network.parameters[i])
        }
      }
    }
  }

  @Test(arguments: TestNetwork.all)
  func `the fused network has the reference's loss`(network: TestNetwork) throws {
    let plan = try network.inferencePlan()
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let expected = network.referenceLoss(.running)
    #expect(abs(plan.evaluate(count: network.batch).loss - expected) <= lossTolerance * expected)
  }

  @Test(arguments: TestNetwork.all)
  func `a part of a batch counts the first samples only`(network: TestNetwork) throws {
    let fused = try network.inferencePlan()
    network.parameters.withUnsafeBufferPointer { fused.load($0) }
    let plan = try network.plan(.running)
    let part = network.parameters.withUnsafeBufferPointer { plan.evaluate(at: $0, count: 1) }
    let alone = fused.evaluate(count: 1)
    #expect(part.count == 1 && alone.count == 1)
    #expect(abs(part.loss - alone.loss) <= 2 * lossTolerance * max(part.loss, 1e-3))
    let whole = fused.evaluate(count: network.batch)
    #expect(whole.count == network.batch && whole.lossSum > alone.lossSum)
  }

  @Test(arguments: TestNetwork.all)
  func `another vector can be loaded and the first one again`(network: TestNetwork) throws {
    let plan = try network.inferencePlan()
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    let first = plan.evaluate(count: network.batch)
    let moved = zip(network.parameters, network.direction).map { $0 + 0.1 * $1 }
    moved.withUnsafeBufferPointer { plan.load($0) }
    #expect(plan.evaluate(count: network.batch) != first)
    network.parameters.withUnsafeBufferPointer { plan.load($0) }
    #expect(plan.evaluate(count: network.batch) == first)
  }

  @Test func `a loss that is not a number counts as infinite and wrong`() throws {
    let network = TestNetwork.smooth[0]
    let plan = try network.inferencePlan()
    let broken = [Float](repeating: .nan, count: network.parameters.count)
    broken.withUnsafeBufferPointer { plan.load($0) }
    let outcome = plan.evaluate(count: network.batch)
    #expect(outcome.loss == .infinity)
    #expect(outcome.correct == 0)
  }
}
