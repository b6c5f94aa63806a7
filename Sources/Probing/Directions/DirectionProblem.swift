/// Why something cannot be a direction.
package enum DirectionProblem: Hashable, Sendable {
  /// A model whose network has other parameters.
  case otherNetwork
  /// The same, with the first of what differs.
  case differentNetwork(NetworkDifference)
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
  /// Snapshots that all lie at one point, where no way leads anywhere.
  case noMovement(snapshots: Int)
  /// Snapshots of runs that lie on a line, so that no plane is theirs.
  case onlyALine(snapshots: Int)
  /// A curve that begins at another network; the name of that one.
  case otherStart(String)
  /// More snapshots than components can be computed of.
  case tooManySnapshots(found: Int, limit: Int)
  /// A model with the parameters of the first one.
  case sameParameters
  /// Snapshots of a network with another number of parameters; its name.
  case otherRun(model: String, expected: Int, found: Int)
  /// A model that lies on one line with the others.
  case onTheLine(names: [String])
  /// Numbers that are not finite.
  case notFinite
  /// No number that is not zero.
  case vanishes
}
