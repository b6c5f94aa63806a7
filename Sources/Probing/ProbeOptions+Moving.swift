import Models
import Networks

extension ProbeOptions {
  /// The blocks of parameters that random directions with these options move, in the order of the layout.
  package func movingBlocks(of model: Model) -> [ParameterBlock] {
    let blocks = ParameterLayout(model.graph).blocks
    let names = TensorNames(model)
    let named = only.isEmpty ? nil : Set(only.flatMap { names.blocks(matching: $0) })
    return blocks.indices.filter { index in
      Direction.moves(blocks[index], included) && named?.contains(index) ?? true
    }.map { blocks[$0] }
  }
}
