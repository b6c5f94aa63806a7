import Networks

/// The definitions of operations on tensors of any rank: one row each. Backward rules follow from them by a tape.
enum ReferenceOperation {
  /// The value of a node, row-major.
  static func apply<Scalar: ReferenceScalar>(
    _ graph: Graph, _ node: Int, _ inputs: [ReferenceTensor<Scalar>], _ own: [[Scalar]]
  ) -> [Scalar] {
    switch graph.nodes[node].operation.base {
    default: preconditionFailure("the reference does not know \(graph.nodes[node].operation.name)")
    }
  }
}
