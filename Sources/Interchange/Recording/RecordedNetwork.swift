import Formats
import Models
import Networks

/// A translated network: a graph of ours, its parameters, and where they come from.
struct RecordedNetwork {
  let graph: Graph
  let parameters: [Float]
  /// In the order of the layout's blocks.
  let origins: [ParameterOrigin]
}

extension GraphRecorder {
  /// The network whose output is the value of a node: what nobody needs is left out, patterns become single nodes, parameters
  /// get their roles, and layers own the weights that nobody else reads.
  func finished(output: Int, path: String) throws(InterchangeError) -> RecordedNetwork {
    var kept = Pruning.reachable(from: output, in: nodes)
    kept = Rewrites.applied(to: kept, stored: self.graph.stored)
    kept = ParameterRoles.assigned(kept)
    kept = WeightOwnership.absorbed(kept, names: graph.stored)
    let graph: Graph
    do throws(GraphError) {
      graph = try Graph(
        nodes: kept.map { Graph.Node(name: $0.name, operation: $0.operation, inputs: $0.inputs) })
    } catch { throw .graph(path: path, error) }
    let layout = ParameterLayout(graph)
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    var origins: [ParameterOrigin] = []
    for (index, node) in kept.enumerated() {
      let blocks = layout.blocks(of: index)
      precondition(
        blocks.count == node.sources.count,
        "\(node.name) has \(node.sources.count) sources for \(blocks.count) blocks")
      for (block, source) in zip(blocks, node.sources) {
        let numbers: [Float]
        switch source {
        case .numbers(let own):
          numbers = own
          origins.append(ParameterOrigin(block: block.name, name: nil, extents: block.shape, steps: []))
        case .stored(let view):
          guard let stored = self.graph.stored[view.key] else {
            preconditionFailure("no tensor \(view.key)")
          }
          numbers = view.numbers(of: stored.tensor)
          origins.append(
            ParameterOrigin(block: block.name, name: stored.name, extents: view.original, steps: view.steps))
        }
        guard numbers.count == block.range.count else {
          throw .network(
            path: path,
            reason: "\(block.name) has \(numbers.count) numbers where the network needs \(block.shape)")
        }
        parameters += numbers
      }
    }
    return RecordedNetwork(graph: graph, parameters: parameters, origins: origins)
  }
}
