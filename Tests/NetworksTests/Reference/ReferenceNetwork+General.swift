import Networks

extension ReferenceNetwork {
  /// The backward rule of any operation, by a tape of its definition.
  func pullGeneral(
    _ node: Int, _ inputs: [Tensor], _ bar: Tensor, _ gradient: inout [Scalar]
  ) -> [Tensor] {
    let tape = ReferenceTape<Scalar>()
    let taped = inputs.map { input in
      var result = ReferenceTensor<Taped<Scalar>>(like: input)
      result.values = input.values.map(tape.variable)
      return result
    }
    let own = own(node).map { $0.map(tape.variable) }
    let value = ReferenceOperation.apply(graph, node, taped, own, batch: bar.batch)
    let slopes = tape.gradient(of: value, bar.values)
    for (block, variables) in zip(layout.blocks(of: node), own) {
      for (i, variable) in zip(block.range, variables) { gradient[i] += slopes[variable.index] }
    }
    return zip(inputs, taped).map { input, taped in
      var term = input
      term.values = taped.values.map { slopes[$0.index] }
      return term
    }
  }
}
