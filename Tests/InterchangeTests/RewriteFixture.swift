import Formats
import Models
import Networks
import Testing

@testable import Interchange

/// A network that a test records node by node, with and without rewrites.
struct RewriteFixture {
  let recorder: GraphRecorder
  private let stored: [String: ForeignGraph.Stored]

  /// - Parameter parameters: stored tensors by name, with made-up numbers.
  init(parameters: [String: [Int]] = [:]) {
    var stored: [String: ForeignGraph.Stored] = [:]
    for (index, (name, extents)) in parameters.sorted(by: { $0.key < $1.key }).enumerated() {
      let numbers = Self.numbers(extents.reduce(1, *), seed: index + 7)
      stored[name] = ForeignGraph.Stored(
        name: name, tensor: ForeignTensor(numbers, extents: extents), kind: .parameter)
    }
    self.stored = stored
    recorder = GraphRecorder(
      ForeignGraph(
        dialect: .torch, nodes: [], inputs: [], stored: stored, storedOrder: stored.keys.sorted(), outputs: []
      ))
  }

  /// Numbers from −1 to 1 in no order.
  private static func numbers(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { Float(($0 * 37 + seed * 101 + $0 * $0 * 11) % 199) / 99.5 - 1 }
  }

  // MARK: Recording

  func input(_ extents: [Int]) throws -> Int {
    try recorder.record(Operation(Input(ValueShape(extents))), [], name: "x")
  }

  func add(_ operation: Networks.Operation, _ inputs: Int...) throws -> Int {
    try recorder.record(operation, inputs)
  }

  func parameter(_ name: String, as extents: [Int]? = nil) throws -> Int {
    let own = try #require(stored[name]).tensor.extents
    let view = ParameterView(name, extents: own)
    return try recorder.place(extents.map { view.appending(.reshape($0)) } ?? view)
  }

  func constant(_ numbers: [Double], _ extents: [Int]) throws -> Int {
    try recorder.place(ConstantTensor(.float, numbers, extents: extents))
  }

  // MARK: The networks

  private func nodes(_ output: Int) -> [GraphRecorder.Node] {
    Pruning.reachable(from: output, in: recorder.nodes)
  }

  private func graph(_ nodes: [GraphRecorder.Node]) throws -> Graph {
    try Graph(nodes: nodes.map { Graph.Node(name: $0.name, operation: $0.operation, inputs: $0.inputs) })
  }

  /// The operations of the rewritten network without inputs and parameters; views and scalars are left out on request.
  func operations(_ output: Int, views: Bool = false) -> [Networks.Operation] {
    Rewrites.applied(to: nodes(output), stored: stored).map(\.operation).filter { operation in
      switch operation.base {
      case is Input, is Parameter: false
      case is Reshape, is Permutation: views
      default: true
      }
    }
  }

  /// The rewritten network as an import would have it.
  func finished(_ output: Int) throws -> RecordedNetwork {
    try recorder.finished(output: output, path: "test")
  }

  /// The largest difference between the outputs with and without rewrites, in parts of the largest output.
  func difference(_ output: Int) throws -> Double {
    let plain = nodes(output)
    let before = try run(plain)
    let after = try run(Rewrites.applied(to: plain, stored: stored))
    #expect(before.count == after.count)
    let largest = before.map(abs).max() ?? 0
    #expect(largest > 0)
    return Double(zip(before, after).map { abs($0 - $1) }.max() ?? 0) / Double(largest)
  }

  /// Outputs for three samples.
  private func run(_ nodes: [GraphRecorder.Node]) throws -> [Float] {
    let graph = try graph(nodes)
    var parameters: [Float] = []
    for source in nodes.flatMap(\.sources) {
      switch source {
      case .numbers(let numbers): parameters += numbers
      case .stored(let view): parameters += view.numbers(of: try #require(stored[view.key]).tensor)
      }
    }
    let plan = try InferencePlan(graph: graph, loss: .meanSquaredError, batchSize: 3)
    for (position, input) in plan.inputs.enumerated() {
      let numbers = Self.numbers(input.floats.count, seed: position)
      for i in input.floats.indices { input.floats[i] = 3 * numbers[i] }
    }
    parameters.withUnsafeBufferPointer { plan.load($0) }
    _ = plan.evaluate(count: 3)
    return Array(plan.outputs)
  }
}
