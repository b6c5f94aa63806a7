/// What an optimizer remembers from step to step; a checkpoint keeps it, so that a run can be continued to the same bits.
package struct OptimizerState: Hashable, Sendable {
  /// Steps taken.
  package var steps: Int
  /// One for each of the method's `stateNames`, in the order of the flat parameter vector.
  package var vectors: [[Float]]

  package init(steps: Int, vectors: [[Float]]) {
    self.steps = steps
    self.vectors = vectors
  }
}
