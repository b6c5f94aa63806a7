import Foundation
import Models
import Networks
import Tensors
import Testing

@Suite struct ActivationTests {
  /// The only parameters are those of the activation.
  private func values(of activation: Activation, at points: [Float]) throws -> [Double] {
    var builder = GraphBuilder(input: SampleShape(channels: points.count))
    _ = builder.add("f", .activation(activation), 0)
    let graph = try builder.graph()
    let reference = ReferenceNetwork<Double>(
      graph, parameters: Initialization.parameters(of: graph, seed: 0).map(Double.init), statistics: .running)
    var tensor = ReferenceTensor<Double>(batch: 1, graph.inputShape)
    tensor.values = points.map(Double.init)
    return reference.forward(tensor)[1].values
  }

  @Test func `each function has its published values`() throws {
    let e = exp(1.0)
    let expected: [(Activation, [Double])] = [
      (.relu, [0, 0, 1]), (.leakyReLU, [-0.01, 0, 1]), (.leakyReLU(slope: 0.2), [-0.2, 0, 1]),
      (.prelu, [-0.25, 0, 1]), (.elu, [1 / e - 1, 0, 1]), (.elu(scale: 2), [2 / e - 2, 0, 1]),
      (.gelu, [-0.158_655_253_931_457, 0, 0.841_344_746_068_543]),
      (.silu, [-1 / (1 + e), 0, 1 / (1 + 1 / e)]), (.tanh, [-tanh(1), 0, tanh(1)]),
      (.sigmoid, [1 / (1 + e), 0.5, 1 / (1 + 1 / e)]),
    ]
    for (activation, values) in expected {
      for (found, wanted) in zip(try self.values(of: activation, at: [-1, 0, 1]), values) {
        #expect(abs(found - wanted) < 1e-14, "\(activation.rawValue)")
      }
    }
  }

  /// The reference's derivatives against central differences of its values, away from kinks.
  @Test(arguments: Activation.allCases.filter { $0 != .prelu })
  func `each derivative is the slope of its function`(activation: Activation) {
    let step = 1e-5
    for x in stride(from: -4.05, through: 4, by: 0.3) {
      let (above, below) = (
        ReferenceNetwork<Double>.activate(activation, x + step),
        ReferenceNetwork<Double>.activate(activation, x - step)
      )
      let slope = ReferenceNetwork<Double>.slope(activation, x)
      #expect(abs((above - below) / (2 * step) - slope) < 1e-9)
    }
  }

  /// The kernels against the reference from the smallest to the largest arguments; their exponentials and error functions
  /// are good to a few units of the last place, and to 2e-7 in absolute terms.
  @Test(arguments: Activation.allCases)
  func `values and derivatives are right however large the argument`(activation: Activation) throws {
    let sizes: [Float] = [0, 1e-30, 1e-3, 0.5, 2, 5, 10, 20, 90, 1e3, 1e10, 1e30]
    let points = sizes + sizes.dropFirst().map { -$0 }
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    let layer = builder.add("fc", .dense(Dense(units: points.count, bias: false)), 0)
    _ = builder.add("f", .activation(activation), layer)
    let graph = try builder.graph()
    var parameters = Initialization.parameters(of: graph, seed: 0)
    parameters.replaceSubrange(0..<points.count, with: points)
    let fused = try InferencePlan(graph: graph, loss: .meanAbsoluteError, batchSize: 1)
    let plan = try DifferentiationPlan(
      graph: graph, loss: .meanAbsoluteError, batchSize: 1, statistics: .running, curvature: true)
    (fused.inputs[0].floats[0], plan.inputs[0].floats[0]) = (1, 1)
    // Targets below all values: every output pulls with the same strength.
    for i in plan.targets.indices { plan.targets[i] = -3e38 }
    var (gradient, product) = (parameters, parameters)
    let ones = [Float](repeating: 1, count: parameters.count)
    _ = parameters.withUnsafeBufferPointer { parameters in
      ones.withUnsafeBufferPointer { ones in
        gradient.withUnsafeMutableBufferPointer { gradient in
          product.withUnsafeMutableBufferPointer {
            fused.load(parameters)
            _ = fused.evaluate(count: 1)
            return plan.hessianVectorProduct(at: parameters, along: ones, gradient: gradient, product: $0)
          }
        }
      }
    }
    #expect((gradient + product).allSatisfy { $0.isFinite })
    let strength = Double(points.count)
    for (i, x) in points.enumerated() {
      let value: Double
      let slope: Double
      if activation == .prelu {
        (value, slope) = (x > 0 ? Double(x) : 0.25 * Double(x), x > 0 ? 1 : 0.25)
      } else {
        value = ReferenceNetwork<Double>.activate(activation, Double(x))
        slope = ReferenceNetwork<Double>.slope(activation, Double(x))
      }
      for found in [plan.outputs[i], fused.outputs[i]] {
        #expect(abs(Double(found) - value) <= 2e-7 + 2e-6 * abs(value), "at \(x)")
      }
      #expect(abs(Double(gradient[i]) * strength - slope) <= 1e-6, "at \(x)")
    }
  }

  /// A weight `w = 0` makes the argument 0 exactly; the gradient of the only weight of the layer before is then
  /// proportional to `f′(0)`, and its curvature has no part that depends on the side.
  @Test func `at a kink the derivative is that of the side below`() throws {
    for (activation, slope) in [
      (Activation.relu, 0.0), (.leakyReLU(slope: 0.2), 0.2), (.prelu, 0.25), (.elu(scale: 0.5), 0.5),
    ] {
      var builder = GraphBuilder(input: SampleShape(channels: 1))
      var x = builder.add("fc1", .dense(Dense(units: 1, bias: false)), 0)
      x = builder.add("f", .activation(activation), x)
      _ = builder.add("fc2", .dense(Dense(units: 2, bias: false)), x)
      let graph = try builder.graph()
      var parameters = Initialization.parameters(of: graph, seed: 0)
      parameters[0] = 0
      let last = parameters.count - 2
      (parameters[last], parameters[last + 1]) = (1, -1)
      let plan = try DifferentiationPlan(
        graph: graph, loss: .crossEntropy, batchSize: 1, statistics: .running)
      plan.inputs[0].floats[0] = 3
      plan.labels[0] = 0
      var gradient = parameters
      _ = parameters.withUnsafeBufferPointer { parameters in
        gradient.withUnsafeMutableBufferPointer { plan.gradient(at: parameters, into: $0) }
      }
      // Two equal logits: ∂ℓ/∂z = (−½, ½), so ∂ℓ/∂y = −1 and ∂ℓ/∂w = −3 f′(0).
      #expect(abs(Double(gradient[0]) + 3 * slope) < 1e-6, "\(activation.rawValue)")
    }
  }

  @Test func `names read back as what was written`() throws {
    for activation in Activation.allCases + [.leakyReLU(slope: 0.2), .elu(scale: 3)] {
      #expect(Activation(rawValue: activation.rawValue) == activation)
      let file = try JSONEncoder().encode([activation])
      #expect(String(decoding: file, as: UTF8.self) == "[\"\(activation.rawValue)\"]")
      #expect(try JSONDecoder().decode([Activation].self, from: file) == [activation])
    }
    #expect(Activation.leakyReLU(slope: 0.2).rawValue == "leaky-relu:0.2")
    #expect(Activation.elu(scale: 3).rawValue == "elu:3")
    #expect(Activation(rawValue: "leaky-relu") == .leakyReLU(slope: 0.01))
  }

  @Test(arguments: [
    "", "rely", "relu:1", "leaky-relu:", "leaky-relu:x", "leaky-relu:-1", "elu:nan", "elu:1:2", "elu:inf",
  ])
  func `other names are refused`(text: String) {
    #expect(Activation(rawValue: text) == nil)
  }

  @Test func `a slope is learned for each channel, starting from a quarter`() throws {
    let architecture = try Architecture(name: "resnet-8", activation: .prelu)
    let graph = try architecture.graph(input: SampleShape(channels: 3, height: 8, width: 8), classes: 2)
    let parameters = Initialization.parameters(of: graph, seed: 1)
    let slopes = ParameterLayout(graph).blocks.filter { $0.role == .activationSlope }
    #expect(slopes.map(\.shape) == [[16], [16], [16], [32], [32], [64], [64]])
    #expect(slopes.allSatisfy { parameters[$0.range].allSatisfy { $0 == 0.25 } })
    #expect(slopes[0].role.isTrainable && slopes[0].name == "relu1.weight")
  }
}
