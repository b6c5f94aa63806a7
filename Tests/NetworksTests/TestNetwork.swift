import Networks
import Numerics
import Tensors
import Testing

/// A graph with parameters, samples and labels to test on.
struct TestNetwork: CustomTestStringConvertible {
  let name: String
  let graph: Graph
  let batch: Int
  let parameters: [Float]
  let direction: [Float]
  /// Of each input node, the samples first; integers for an input of indices.
  let columns: [[Float]]
  var images: [Float] { columns[0] }
  /// One per row of outputs that has a label.
  let labels: [Int]
  let loss: LossFunction
  let targets: [Float]

  var testDescription: String { name }
  var layout: ParameterLayout { ParameterLayout(graph) }

  /// Random parameters of a size at which no unit saturates, and random samples.
  init(_ name: String, _ graph: Graph, batch: Int, loss: LossFunction = .crossEntropy) {
    var generator = SeededGenerator(seed: 7, for: .example)
    let layout = ParameterLayout(graph)
    var parameters = Initialization.parameters(of: graph, seed: 3)
    var direction = [Float](repeating: 0, count: layout.count)
    for block in layout.blocks {
      for i in block.range {
        switch block.role {
        case .weight: break
        case .runningVariance: parameters[i] = Float(0.5 + generator.uniform())
        default: parameters[i] += Float(0.2 * generator.normal())
        }
        if block.role.isTrainable { direction[i] = Float(generator.normal()) }
      }
    }
    self.name = name
    self.graph = graph
    self.batch = batch
    self.parameters = parameters
    self.direction = direction
    columns = graph.inputNodes.map { node in
      let shape = graph.values[node]
      let vocabulary = graph.vocabulary(of: node)
      return (0..<batch * shape.count).map { _ in
        vocabulary.map { Float(generator.below($0)) } ?? Float(generator.normal())
      }
    }
    let (classes, positions) = graph.rowsOfOutputs(loss)
    labels = (0..<batch * positions).map { position in
      // Some positions of a text have no label.
      let label = generator.below(classes)
      return positions > 1 && position % 5 == 3 ? -100 : label
    }
    self.loss = loss
    targets = (0..<batch * graph.outputShape.count).map { _ in
      Float(loss == .binaryCrossEntropy ? generator.uniform() : generator.normal())
    }
  }

  /// The same network with other parameters and samples.
  func with(parameters: [Float], images: [Float]) -> TestNetwork {
    TestNetwork(self, parameters: parameters, images: images)
  }

  private init(_ other: TestNetwork, parameters: [Float], images: [Float]) {
    name = other.name
    graph = other.graph
    batch = other.batch
    direction = other.direction
    labels = other.labels
    loss = other.loss
    targets = other.targets
    self.parameters = parameters
    columns = [images] + other.columns.dropFirst()
  }

  // MARK: The reference's results

  var goal: ReferenceGoal {
    ReferenceGoal(loss: loss, labels: labels, targets: targets.map(Double.init))
  }

  func tensor<Scalar: ReferenceScalar>(_: Scalar.Type) -> ReferenceTensor<Scalar> { tensor(0) }

  /// The inputs beside the samples.
  func others<Scalar: ReferenceScalar>(_: Scalar.Type) -> [ReferenceTensor<Scalar>] {
    columns.indices.dropFirst().map { tensor($0) }
  }

  private func tensor<Scalar: ReferenceScalar>(_ column: Int) -> ReferenceTensor<Scalar> {
    var tensor = ReferenceTensor<Scalar>(batch: batch, graph.values[graph.inputNodes[column]])
    tensor.values = columns[column].map { Scalar(Double($0)) }
    return tensor
  }

  func reference(_ statistics: BatchStatistics) -> ReferenceNetwork<Double> {
    ReferenceNetwork(graph, parameters: parameters.map(Double.init), statistics: statistics)
  }

  func referenceLoss(_ statistics: BatchStatistics) -> Double {
    reference(statistics).loss(tensor(Double.self), others(Double.self), goal)
  }

  func referenceGradient(_ statistics: BatchStatistics) -> [Double] {
    reference(statistics).gradient(tensor(Double.self), others(Double.self), goal)
  }

  /// Exact, as the tangent of the reverse mode on dual numbers.
  func referenceHessianVectorProduct(_ goal: ReferenceGoal? = nil) -> [Double] {
    let duals = zip(parameters, direction).map { Dual(Double($0), Double($1)) }
    let network = ReferenceNetwork(graph, parameters: duals, statistics: .running)
    return network.gradient(tensor(Dual.self), others(Dual.self), goal ?? self.goal).map(\.tangent)
  }

  // MARK: The fast code's plans

  func plan(
    _ statistics: BatchStatistics, curvature: Bool = false, observing nodes: Set<Int> = [],
    order: ChannelOrder? = nil
  ) throws -> DifferentiationPlan {
    let plan = try DifferentiationPlan(
      graph: graph, loss: loss, batchSize: batch, statistics: statistics, curvature: curvature,
      observing: nodes, order: order)
    plan.setMasks(seed: ReferenceNetwork<Double>.maskSeed, step: ReferenceNetwork<Double>.maskStep)
    fill(plan)
    return plan
  }

  private func fill(_ plan: some BatchInput) {
    fill(plan.inputs)
    for (i, label) in labels.enumerated() { plan.labels[i] = Int32(label) }
    for (i, target) in targets.enumerated() { plan.targets[i] = target }
  }

  /// Writes the samples and the other columns.
  func fill(_ inputs: [PlanInput]) {
    for (input, column) in zip(inputs, columns) {
      for (i, value) in column.enumerated() {
        if input.shape.element == .int32 { input.indices[i] = Int32(value) } else { input.floats[i] = value }
      }
    }
  }

  /// Loss and gradient by the fast code.
  func gradient(
    _ statistics: BatchStatistics, order: ChannelOrder? = nil
  ) throws -> (outcome: LossSums, gradient: [Float]) {
    let plan = try plan(statistics, order: order)
    var gradient = [Float](repeating: .nan, count: parameters.count)
    let outcome = parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { plan.gradient(at: parameters, into: $0) }
    }
    return (outcome, gradient)
  }

  /// Gradient and product of the Hessian with `direction` by the fast code.
  func derivatives(order: ChannelOrder? = nil) throws -> (gradient: [Float], product: [Float]) {
    let (gradient, product, _) = derivatives(try plan(.running, curvature: true, order: order))
    return (gradient, product)
  }

  /// Gradient and product by a plan that is filled.
  func derivatives(_ plan: DifferentiationPlan) -> (gradient: [Float], product: [Float], outcome: LossSums) {
    var gradient = [Float](repeating: .nan, count: parameters.count)
    var product = gradient
    let outcome = parameters.withUnsafeBufferPointer { parameters in
      direction.withUnsafeBufferPointer { direction in
        gradient.withUnsafeMutableBufferPointer { gradient in
          product.withUnsafeMutableBufferPointer {
            plan.hessianVectorProduct(at: parameters, along: direction, gradient: gradient, product: $0)
          }
        }
      }
    }
    return (gradient, product, outcome)
  }

  func inferencePlan(
    precision: Precision = .exact, threads: Int = 1, order: ChannelOrder? = nil
  ) throws -> InferencePlan {
    let plan = try InferencePlan(
      graph: graph, loss: loss, batchSize: batch, precision: precision, threads: threads, order: order)
    fill(plan)
    return plan
  }
}

extension Graph {
  /// Rows of the table that the indices of an input choose from; nil for an input of floats.
  fileprivate func vocabulary(of input: Int) -> Int? {
    guard values[input].element == .int32 else { return nil }
    return nodes.compactMap { $0.inputs.first == input ? $0.operation.as(Embedding.self)?.count : nil }.min()
      ?? 1
  }

  /// Outputs that are compared with one label, and how many labels a sample has.
  fileprivate func rowsOfOutputs(_ loss: LossFunction) -> (classes: Int, positions: Int) {
    let shape = values[values.count - 1]
    guard loss.takesLabels, !shape.isVector else { return (shape.count, 1) }
    let classes = shape.isImage ? shape.extents[1] : shape.extents[shape.rank - 1]
    return (classes, shape.count / classes)
  }
}

/// `‖found − expected‖ / ‖expected‖`.
func relativeError(_ found: [Float], _ expected: [Double]) -> Double {
  precondition(found.count == expected.count)
  var difference = 0.0
  var size = 0.0
  for (a, b) in zip(found, expected) {
    difference += (Double(a) - b) * (Double(a) - b)
    size += b * b
  }
  return size > 0 ? (difference / size).squareRoot() : difference.squareRoot()
}
