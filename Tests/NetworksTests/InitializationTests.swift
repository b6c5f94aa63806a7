import Foundation
import Models
import Networks
import Numerics
import Testing

@Suite struct InitializationTests {
  private func graph() throws -> Graph {
    try Architecture(name: "resnet-8").graph(
      input: SampleShape(channels: 3, height: 16, width: 16), classes: 10)
  }

  /// With n weights the sample variance of N(0, v) deviates by more than 5·v·√(2/n) with probability below 1e-6.
  @Test func `weights have the variance that He promises`() throws {
    let layout = ParameterLayout(try graph())
    let parameters = Initialization.parameters(of: try graph(), seed: 5)
    for block in layout.blocks {
      guard case .weight(let filters) = block.role else { continue }
      let n = Double(block.range.count)
      let wanted = 2 * Double(filters) / n
      let found = parameters[block.range].reduce(0) { $0 + Double($1) * Double($1) } / n
      #expect(abs(found - wanted) < 5 * wanted * (2 / n).squareRoot())
    }
  }

  @Test func `everything else starts at its neutral value`() throws {
    let layout = ParameterLayout(try graph())
    let parameters = Initialization.parameters(of: try graph(), seed: 5)
    for block in layout.blocks {
      switch block.role {
      case .weight: continue
      case .normalizationScale, .runningVariance: #expect(parameters[block.range].allSatisfy { $0 == 1 })
      default: #expect(parameters[block.range].allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func `a seed gives the same parameters, another one others`() throws {
    let first = Initialization.parameters(of: try graph(), seed: 1)
    #expect(first == Initialization.parameters(of: try graph(), seed: 1))
    #expect(first != Initialization.parameters(of: try graph(), seed: 2))
  }

  // MARK: Statistics

  /// A dense layer of 300 units on 200 inputs and a convolution of 40 filters of 5×5 on 16 channels, with an
  /// activation between them.
  private func layers(_ activation: Activation = .relu) throws -> Graph {
    var builder = GraphBuilder(input: SampleShape(channels: 16, height: 5, width: 5))
    var x = builder.add("conv", .convolution(Convolution(filters: 40, kernel: 5)), 0)
    x = builder.add("f1", .activation(activation), x)
    x = builder.add("fc1", .dense(Dense(units: 200)), x)
    x = builder.add("f2", .activation(activation), x)
    _ = builder.add("fc2", .dense(Dense(units: 300)), x)
    return try builder.graph()
  }

  private func moments(_ numbers: ArraySlice<Float>) -> (mean: Double, square: Double) {
    let n = Double(numbers.count)
    return (
      numbers.reduce(0) { $0 + Double($1) } / n, numbers.reduce(0) { $0 + Double($1) * Double($1) } / n
    )
  }

  /// The mean of n draws of variance v deviates from 0 by more than 5·√(v/n), and their mean square from v by more than
  /// 5·v·√(2/n) (normal) or 5·v·√(0.8/n) (uniform), with probability below 1e-6; there are 36 such comparisons.
  @Test(arguments: [
    Initialization.xavierNormal, .xavierUniform, .heNormal(.input), .heNormal(.output), .heUniform(.input),
    .heUniform(.output),
  ])
  func `weights have the variance that is promised`(initialization: Initialization) throws {
    func variance(_ fanIn: Int, _ fanOut: Int) -> Double {
      switch initialization {
      case .heNormal(.input), .heUniform(.input): 2 / Double(fanIn)
      case .heNormal(.output), .heUniform(.output): 2 / Double(fanOut)
      default: 2 / Double(fanIn + fanOut)
      }
    }
    let isUniform = initialization.rawValue.contains("uniform")
    let spread = isUniform ? 0.8 : 2
    let layout = ParameterLayout(try layers())
    let parameters = Initialization.parameters(of: try layers(), seed: 6, weights: initialization)
    for (name, fanIn, fanOut) in [("conv", 400, 1000), ("fc1", 40, 200), ("fc2", 200, 300)] {
      let block = try #require(layout["\(name).weight"])
      let n = Double(block.range.count)
      let wanted = variance(fanIn, fanOut)
      let found = moments(parameters[block.range])
      #expect(abs(found.mean) < 5 * (wanted / n).squareRoot())
      #expect(abs(found.square - wanted) < 5 * wanted * (spread / n).squareRoot())
      if isUniform {
        let limit = Float((3 * wanted).squareRoot())
        #expect(parameters[block.range].allSatisfy { abs($0) <= limit })
      }
    }
  }

  @Test func `uniform and normal draws have the scale that is asked for`() throws {
    let block = try #require(ParameterLayout(try layers())["fc2.weight"])
    let n = Double(block.range.count)
    let uniform = Initialization.parameters(of: try layers(), seed: 7, weights: .uniform(limit: 0.3))
    #expect(uniform[block.range].allSatisfy { abs($0) <= 0.3 })
    #expect(abs(moments(uniform[block.range]).square - 0.03) < 5 * 0.03 * (0.8 / n).squareRoot())
    let normal = Initialization.parameters(of: try layers(), seed: 7, weights: .normal(deviation: 0.2))
    #expect(abs(moments(normal[block.range]).square - 0.04) < 5 * 0.04 * (2 / n).squareRoot())
  }

  /// He's equation 15: with a slope a below 0, `2/((1 + a²)·fan-in)`; the last layer has no activation, so a = 0.
  @Test(arguments: [(Activation.leakyReLU(slope: 0.5), 0.5), (.prelu, 0.25), (.elu, 0), (.tanh, 0)])
  func `he's variance takes the slope of a leaky rectifier into account`(
    activation: Activation, slope: Double
  ) throws {
    let layout = ParameterLayout(try layers(activation))
    let (plain, leaky) = (
      Initialization.parameters(of: try layers(), seed: 8),
      Initialization.parameters(of: try layers(activation), seed: 8)
    )
    let plainLayout = ParameterLayout(try layers())
    for (name, slope) in [("conv", slope), ("fc2", 0)] {
      let block = try #require(layout["\(name).weight"])
      let other = try #require(plainLayout["\(name).weight"])
      let ratio = moments(leaky[block.range]).square / moments(plain[other.range]).square
      // Another slope's block has another index, and with it another stream, after the first one.
      let sampling = name == "conv" ? 1e-6 : 10 * (2 / Double(block.range.count)).squareRoot()
      #expect(abs(ratio - 1 / (1 + slope * slope)) < sampling)
    }
  }

  /// Mean squares of pre-activations, layer after layer.
  ///
  /// Under He's initialization of rectified layers the logarithm of
  /// the mean square is a random walk whose steps have mean 0 up to 5/n and variance 5/n with n units (Hanin & Nica
  /// 2020, doi:10.1007/s00220-019-03624-z); six standard deviations are exceeded with probability below 1e-8. Under
  /// Xavier's each layer halves it.
  @Test(arguments: [(Initialization.heNormal(.input), 1.0), (.xavierNormal, 0.5), (.heUniform(.output), 1)])
  func `he keeps the variance of rectified layers and xavier halves it`(
    initialization: Initialization, factor: Double
  ) throws {
    let units = 200
    func meanSquare(_ depth: Int) throws -> Double {
      let graph = try Architecture(name: "mlp", widths: Array(repeating: units, count: depth)).graph(
        input: SampleShape(channels: units), classes: units)
      let plan = try InferencePlan(graph: graph, loss: .crossEntropy, batchSize: 16)
      var generator = SeededGenerator(seed: 9, for: .example)
      for i in plan.inputs[0].floats.indices { plan.inputs[0].floats[i] = Float(generator.normal()) }
      let parameters = Initialization.parameters(of: graph, seed: 10, weights: initialization)
      parameters.withUnsafeBufferPointer { plan.load($0) }
      _ = plan.evaluate(count: 16)
      return plan.outputs.reduce(0) { $0 + Double($1) * Double($1) } / Double(plan.outputs.count)
    }
    let (first, last) = (try meanSquare(1), try meanSquare(9))
    let tolerance = 6 * (8 * 5 / Double(units)).squareRoot()
    #expect(abs(log(last / first) - 8 * log(factor)) < tolerance)
  }

  // MARK: Exact properties

  @Test(arguments: [1, 1.5])
  func `orthogonal matrices are orthogonal`(gain: Double) throws {
    let layout = ParameterLayout(try layers())
    let parameters = Initialization.parameters(
      of: try layers(), seed: 11, weights: .orthogonal(gain: gain))
    for (name, rows, columns) in [("conv", 40, 400), ("fc1", 200, 40)] {
      let block = try #require(layout["\(name).weight"])
      let w = parameters[block.range].map(Double.init)
      let count = min(rows, columns)
      func entry(_ vector: Int, _ i: Int) -> Double {
        rows <= columns ? w[vector * columns + i] : w[i * columns + vector]
      }
      for a in stride(from: 0, to: count, by: 3) {
        for b in stride(from: a % 2, to: count, by: 5) {
          let product = (0..<max(rows, columns)).reduce(0) { $0 + entry(a, $1) * entry(b, $1) }
          // Rounded to Float, the entries of two unit vectors err by 6e-8 of their sizes.
          #expect(abs(product - (a == b ? gain * gain : 0)) < 2e-7 * gain * gain)
        }
      }
    }
  }

  @Test func `zero and constant weights are what they say`() throws {
    let layout = ParameterLayout(try layers())
    let zero = Initialization.parameters(of: try layers(), seed: 12, weights: .zero)
    #expect(zero.allSatisfy { $0 == 0 })
    let constant = Initialization.parameters(of: try layers(), seed: 12, weights: .constant(-0.1))
    for block in layout.blocks {
      let expected: Float = if case .weight = block.role { -0.1 } else { 0 }
      #expect(constant[block.range].allSatisfy { $0 == expected })
    }
  }

  /// Units that start equal have equal gradients, so gradient descent moves them alike.
  @Test func `constant weights keep units identical through training`() throws {
    let graph = try Architecture(name: "mlp", widths: [8, 8], activation: .tanh).graph(
      input: SampleShape(channels: 4), classes: 3)
    let layout = ParameterLayout(graph)
    for (weights, staysEqual) in [(Initialization.constant(0.3), true), (.normal(deviation: 0.3), false)] {
      var parameters = Initialization.parameters(of: graph, seed: 13, weights: weights)
      let plan = try DifferentiationPlan(graph: graph, loss: .crossEntropy, batchSize: 6, statistics: .batch)
      var generator = SeededGenerator(seed: 14, for: .example)
      for i in plan.inputs[0].floats.indices { plan.inputs[0].floats[i] = Float(generator.normal()) }
      for i in plan.labels.indices { plan.labels[i] = Int32(i % 3) }
      let start = parameters
      for _ in 0..<200 {
        var gradient = parameters
        _ = parameters.withUnsafeBufferPointer { parameters in
          gradient.withUnsafeMutableBufferPointer { plan.gradient(at: parameters, into: $0) }
        }
        for i in parameters.indices { parameters[i] -= 0.5 * gradient[i] }
      }
      for block in layout.blocks where block.shape[0] == 8 {
        let rows = stride(from: block.range.lowerBound, to: block.range.upperBound, by: block.range.count / 8)
          .map { parameters[$0..<$0 + block.range.count / 8] }
        // Kernels may add up the terms of different units in different order.
        let distance = rows.dropFirst().map { row in
          zip(row, rows[0]).map { abs($0 - $1) }.max() ?? 0
        }.max()
        #expect(((distance ?? 0) < 1e-6) == staysEqual, "\(block.name)")
        #expect(zip(parameters[block.range], start[block.range]).contains { abs($0 - $1) > 1e-3 })
      }
    }
  }

  // MARK: Names

  private static let all: [Initialization] = [
    .zero, .constant(0.1), .constant(-2), .uniform(limit: 0.05), .normal(deviation: 0.01), .xavierUniform,
    .xavierNormal, .heUniform(.input), .heUniform(.output), .heNormal(.input), .heNormal(.output),
    .orthogonal(gain: 1), .orthogonal(gain: 1.5),
  ]

  @Test func `names read back as what was written`() throws {
    for initialization in Self.all {
      #expect(Initialization(rawValue: initialization.rawValue) == initialization)
      let file = try JSONEncoder().encode([initialization])
      #expect(try JSONDecoder().decode([Initialization].self, from: file) == [initialization])
    }
    let names = Set(Self.all.map { $0.rawValue.split(separator: ":")[0] })
    #expect(names == Set(Initialization.names.map { $0.split(separator: ":")[0] }))
    #expect(Initialization(rawValue: "he-normal-fan-out") == .heNormal(.output))
    #expect(Initialization.constant(0.1).rawValue == "constant:0.1")
  }

  @Test(arguments: [
    "", "he", "constant", "uniform", "normal:-1", "uniform:nan", "he-normal:2", "orthogonal:-1", "zero:0",
    "normal:1e300",
  ])
  func `other names are refused`(text: String) {
    #expect(Initialization(rawValue: text) == nil)
  }

  @Test func `saturating functions start from xavier, rectifiers from he`() {
    #expect(Initialization.published(for: .tanh) == .xavierUniform)
    #expect(Initialization.published(for: .sigmoid) == .xavierUniform)
    for activation in Activation.allCases where activation != .tanh && activation != .sigmoid {
      #expect(Initialization.published(for: activation) == .heNormal(.input))
    }
  }
}
