extension Graph {
  /// How a loss reads the outputs of one sample: as `positions` rows of `width` numbers, each compared with one label or with
  /// as many targets.
  ///
  /// The classes are the channels of an image and the last axis of any other value; a vector is one row. A loss of numbers
  /// takes all outputs together.
  package func outputRows(for loss: LossFunction) -> (positions: Int, width: Int) {
    let shape = values[values.count - 1]
    guard loss.takesLabels, !shape.isVector else { return (1, shape.count) }
    let width = shape.isImage ? shape.extents[1] : shape.extents[shape.rank - 1]
    return (shape.count / width, width)
  }
}
