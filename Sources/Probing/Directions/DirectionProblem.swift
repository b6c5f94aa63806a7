/// Why something cannot be a direction.
package enum DirectionProblem: Hashable, Sendable {
  /// A model whose network has other parameters.
  case otherNetwork
  /// A vector that is longer or shorter than that of the parameters.
  case otherCount(expected: Int, found: Int)
  /// A tensor that has not the shape of its block.
  case otherShape(block: String, expected: [Int], found: [Int])
  /// A file in which no tensor is named like a block of parameters; the names that there are.
  case noTensors(found: [String])
  /// A file with fewer directions than are wanted.
  case tooFewDirections(needed: Int, found: Int)
  /// Tensors in an order, which are as many neither as parameters nor as entries of the `state_dict`.
  case otherTensorCount(parameters: Int, states: Int, found: Int)
  /// A tensor whose name the network does not know; the names that it does.
  case unknownTensor(name: String, known: [String])
  /// Two names of the same parameters with different numbers.
  case differingTies(first: String, second: String)
  /// A component of a trajectory that has only so many.
  case tooFew(asked: Int, found: Int)
  /// Numbers that are not finite.
  case notFinite
  /// No number that is not zero.
  case vanishes
}
