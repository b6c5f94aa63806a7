import Data
import Models
import Networks
import Numerics
import Tensors

/// A model to export, with samples for which it is computed.
struct ExportedNetwork {
  let name: String
  private(set) var model: Model
  /// Samples in each column.
  let batch = 3
  /// For each input node what a file of data has, row-major with the samples first; whole numbers for indices.
  let columns: [[Float]]

  /// A model with parameters at which no unit saturates.
  init(
    _ name: String, _ graph: Graph, preprocessing: PixelNormalization? = nil,
    task: PredictionTask = PredictionTask(.classes(names: []), loss: .crossEntropy),
    imported: ImportRecord? = nil
  ) {
    var generator = SeededGenerator(seed: 11, for: .example)
    var parameters = Initialization.parameters(of: graph, seed: 5)
    for block in ParameterLayout(graph).blocks {
      for i in block.range {
        switch block.role {
        case .weight: break
        case .runningVariance: parameters[i] = Float(0.5 + generator.uniform())
        default: parameters[i] += Float(0.2 * generator.normal())
        }
      }
    }
    self.name = name
    model = Model(
      graph: graph, parameters: parameters,
      preprocessing: preprocessing ?? .identity(channels: graph.inputShape.channels), task: task, name: name,
      source: ModelSource(program: "test"), imported: imported)
    let batch = batch
    columns = graph.inputNodes.map { node in
      let shape = graph.values[node]
      let limit = shape.element == .int32 ? graph.vocabulary(of: node) : nil
      return (0..<batch * shape.count).map { _ in
        limit.map { Float(generator.below($0)) }
          ?? Float(preprocessing == nil ? generator.normal() : generator.uniform())
      }
    }
  }

  init(
    _ name: String, _ builder: GraphBuilder, _ build: (inout GraphBuilder) -> Int
  ) {
    var builder = builder
    _ = build(&builder)
    do throws(GraphError) { self.init(name, try builder.graph()) } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  /// The same samples for another model, which takes them as they are in the columns.
  func with(_ model: Model) -> ExportedNetwork {
    var result = self
    result.model = model
    return result
  }

  /// What the network computes here, in the unit of what it predicts.
  func outputs() throws -> [Float] {
    let plan = try InferencePlan(graph: model.graph, loss: .meanSquaredError, batchSize: batch)
    for (index, (input, column)) in zip(plan.inputs, columns).enumerated() {
      if input.shape.element == .int32 {
        for (i, number) in column.enumerated() { input.indices[i] = Int32(number) }
        continue
      }
      let (count, area) = (input.shape.count, input.shape.sample.area)
      for (i, number) in column.enumerated() {
        let channel = i % count / area
        input.floats[i] =
          index == 0
          ? Float(
            (Double(number) - model.preprocessing.mean[channel]) / model.preprocessing.deviation[channel])
          : number
      }
    }
    model.parameters.withUnsafeBufferPointer { plan.load($0) }
    _ = plan.evaluate(count: batch)
    guard let target = model.preprocessing.target else { return Array(plan.outputs) }
    return plan.outputs.map { Float(Double($0) * target.deviation + target.mean) }
  }
}

extension Graph {
  /// Rows of the table that the indices of an input choose from.
  fileprivate func vocabulary(of input: Int) -> Int {
    nodes.compactMap { $0.inputs.first == input ? $0.operation.as(Embedding.self)?.count : nil }.min() ?? 5
  }
}
