import Networks
import Tensors

extension Samples {
  /// Whether a network can take the samples and be compared with their targets.
  ///
  /// Shapes and element types are those of the inputs, indices name rows of the tables that they are looked up in, and there
  /// are as many outputs, and positions, as the targets need.
  package func fit(_ graph: Graph, for loss: LossFunction) -> Bool {
    let inputs = graph.inputNodes
    let columns = [Column(shape: shape, values: values)] + others
    guard columns.count == inputs.count else { return false }
    for (node, column) in zip(inputs, columns) {
      guard column.shape == graph.shapes[node] else { return false }
      if case .indices(let indices) = column.values {
        let rows = graph.rows(lookedUpBy: node)
        guard graph.values[node].element == .int32, indices.allSatisfy({ $0 >= 0 && Int($0) < rows }) else {
          return false
        }
      } else if graph.values[node].element != .float32 {
        return false
      }
    }
    let output = graph.outputRows(for: loss)
    guard hasClasses else { return !loss.takesLabels && outputs == output.width }
    // A single output can be compared with a label that is 0 or 1.
    let largest = loss.takesLabels ? output.width : max(output.width, 2)
    return classes <= largest && positions == output.positions
  }
}

extension Graph {
  /// Rows that every table has which the indices of an input are looked up in.
  func rows(lookedUpBy input: Int) -> Int {
    nodes.compactMap { node in
      node.inputs.first == input ? node.operation.as(Embedding.self)?.count : nil
    }.min() ?? .max
  }
}
