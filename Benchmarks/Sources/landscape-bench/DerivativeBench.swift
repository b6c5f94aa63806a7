import Data
import Evaluation
import Figures
import Models
import Networks
import Numerics
import Tensors

/// Gradients and Hessian–vector products on all cores, inference on bfloat16 beside the exact one, and what a worker that
/// recalibrates batch normalization holds.
struct DerivativeBench {
  let rounds: Int
  let threads: Int

  func run() {
    do {
      try derivatives("ResNet-20 at 1×28×28", "resnet-20", SampleShape(channels: 1, height: 28, width: 28))
      if Precision.bfloat16.isSupported {
        for (name, shape) in [
          ("resnet-20", SampleShape(channels: 1, height: 28, width: 28)),
          ("resnet-56", SampleShape(channels: 3, height: 32, width: 32)),
        ] { try precision(name, shape) }
      } else {
        print("bfloat16: this processor has no instructions for it")
      }
      let graph = try graph("resnet-56", SampleShape(channels: 3, height: 32, width: 32))
      guard let plan = try StatisticsPlan(graph: graph, batchSize: 64, threads: 1) else { return }
      print(
        "recalibration of ResNet-56 at 3×32×32: \(text(Double(plan.storageCount) * 4e-6, 0)) MB per worker")
    } catch { Run.fail("no derivatives: \(error)") }
  }

  private func graph(_ name: String, _ shape: SampleShape) throws -> Graph {
    try Architecture(name: name).graph(input: shape, classes: 10)
  }

  private func model(_ name: String, _ shape: SampleShape) throws -> Model {
    let graph = try graph(name, shape)
    return Model(
      graph: graph, parameters: Initialization.parameters(of: graph, seed: 1),
      preprocessing: .identity(channels: shape.channels),
      task: PredictionTask(.classes(names: []), loss: .crossEntropy), name: name,
      source: ModelSource(program: "bench"))
  }

  private func samples(_ shape: SampleShape, count: Int) -> Samples {
    var generator = SeededGenerator(seed: 1, for: .example)
    return Samples(
      shape: shape, classes: 10,
      values: .floats((0..<count * shape.count).map { _ in Float(generator.normal()) }),
      labels: (0..<count).map { Int32($0 % 10) })
  }

  private func derivatives(_ title: String, _ name: String, _ shape: SampleShape) throws {
    let model = try model(name, shape)
    let data = samples(shape, count: 512)
    var (gradient, product) = (model.parameters, model.parameters)
    func times(_ workers: Int) throws -> (gradient: [Double], product: [Double]) {
      let objective = Objective(
        model, samples: data, set: SampleSet(Array(0..<data.count)), workers: workers)
      func slope() throws { _ = try objective.gradient(at: model.parameters, into: &gradient) }
      func curvature() throws {
        _ = try objective.hessianVectorProduct(
          at: model.parameters, along: model.parameters, gradient: &gradient, product: &product)
      }
      // The first call of each compiles.
      try slope()
      try curvature()
      var result: (gradient: [Double], product: [Double]) = ([], [])
      for _ in 0..<rounds {
        result.gradient.append(try seconds(slope))
        result.product.append(try seconds(curvature))
      }
      return result
    }
    let (one, all) = (try times(1), try times(threads))
    let rate = Double(data.count) / median(all.gradient)
    print(
      "gradients of \(title) on \(threads) threads: \(text(rate, 0)) samples/s, "
        + "\(text(median(one.gradient) / median(all.gradient), 2)) times one thread")
    print(
      "a Hessian–vector product takes \(text(median(zip(all.product, all.gradient).map { $0 / $1 }), 2)) gradients; on "
        + "\(threads) threads \(text(median(one.product) / median(all.product), 2)) times as fast as on one")
  }

  private func precision(_ name: String, _ shape: SampleShape) throws {
    let model = try model(name, shape)
    let plans = try [Precision.exact, .bfloat16].map { precision in
      let plan = try InferencePlan(
        graph: model.graph, loss: .crossEntropy, batchSize: 8, precision: precision, threads: 1)
      model.parameters.withUnsafeBufferPointer { plan.load($0) }
      var generator = SeededGenerator(seed: 2, for: .example)
      for i in plan.inputs[0].floats.indices { plan.inputs[0].floats[i] = Float(generator.normal()) }
      return plan
    }
    var ratios: [Double] = []
    for _ in 0..<rounds {
      let times = try plans.map { plan in
        try seconds { for _ in 0..<40 { _ = plan.evaluate(count: 8) } }
      }
      ratios.append(times[0] / times[1])
    }
    print("inference of \(name) on bfloat16: \(text(median(ratios), 2)) times the exact rate")
  }

  private func seconds(_ body: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .seconds(1)
  }
}
