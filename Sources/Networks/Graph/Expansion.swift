/// An operation in plainer ones: a small graph whose values take the place of the operation's.
///
/// Its first nodes stand for the operation's inputs; the ones after them for its parameters, in their order; its last
/// node is the result.
package struct Expansion {
  /// A node of the expansion; inputs below the number of inputs and parameters mean those.
  struct Node {
    let name: String
    let operation: Operation
    let inputs: [Int]
  }

  /// Inputs of the operation.
  let inputCount: Int
  /// Blocks that the operation owns.
  let parameterCount: Int
  private(set) var nodes: [Node] = []

  init(inputs: Int, parameters: Int) {
    inputCount = inputs
    parameterCount = parameters
  }

  /// Index of a parameter among the nodes.
  func parameter(_ index: Int) -> Int { inputCount + index }

  /// Adds a node that reads the nodes with the given indices; returns its index.
  mutating func add(_ name: String, _ operation: Operation, _ inputs: Int...) -> Int {
    add(name, operation, inputs)
  }

  /// The same for a list of nodes.
  mutating func add(_ name: String, _ operation: Operation, _ inputs: [Int]) -> Int {
    nodes.append(Node(name: name, operation: operation, inputs: inputs))
    return inputCount + parameterCount + nodes.count - 1
  }
}
