/// Where a node's parameter comes from.
enum ParameterSlot: Hashable {
  /// A block of the flat vector.
  case block(Int)
  /// The value of a node, which is the node's input of that position: a tied weight, or one that is computed.
  case value(Int, input: Int)
}
