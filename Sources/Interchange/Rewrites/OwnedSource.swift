import Models
import Networks

/// A stored tensor that a single node reads, possibly through views, and that the node may therefore own.
struct OwnedSource {
  let source: GraphRecorder.ParameterSource
  /// The node that holds the tensor.
  let node: Int

  /// The tensor in this form; nil where there is another reader or anything else than views.
  init?(of node: Int, as extents: [Int], in table: NodeTable) {
    var steps: [ViewStep] = []
    var current = node
    while true {
      guard table.isReadOnce(current) else { return nil }
      switch table.operation(current).base {
      case let reshape as Reshape: steps.append(.reshape(reshape.extents))
      case let permutation as Permutation: steps.append(.permute(permutation.axes))
      case is Parameter:
        guard case .stored(var view)? = table.sources(current).first else { return nil }
        for step in steps.reversed() { view = view.appending(step) }
        source = .stored(view.appending(.reshape(extents)))
        self.node = current
        return
      default: return nil
      }
      current = table.inputs(current)[0]
    }
  }
}
