import Tensors

/// Collects nodes one after another; each method returns the index of the node it added.
package struct GraphBuilder {
  private var nodes: [Graph.Node]

  /// A graph that so far only has its input.
  package init(input: SampleShape) {
    nodes = [Graph.Node(name: "input", operation: .input(input), inputs: [])]
  }

  /// A graph whose input has extents of any rank, without the batch, or consists of indices.
  package init(input extents: [Int], _ element: ElementType = .float32) {
    nodes = [Graph.Node(name: "input", operation: .input(extents, element), inputs: [])]
  }

  /// Index of the samples.
  package var input: Int { 0 }

  /// Adds a node that reads the nodes with the given indices.
  package mutating func add(_ name: String, _ operation: Operation, _ inputs: Int...) -> Int {
    nodes.append(Graph.Node(name: name, operation: operation, inputs: inputs))
    return nodes.count - 1
  }

  /// The graph, checked.
  ///
  /// - Throws: `GraphError` naming the first node that does not fit.
  package func graph() throws(GraphError) -> Graph {
    try Graph(nodes: nodes)
  }
}
