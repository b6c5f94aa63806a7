import Networks

/// Operations on images.
extension ReferenceOperation {
  /// Every pixel of the input adds its window of weights to the output.
  static func transposedConvolution<Scalar: ReferenceScalar>(
    _ layer: TransposedConvolution, _ x: ReferenceTensor<Scalar>, _ parameters: [[Scalar]], _ extents: [Int]
  ) -> [Scalar] {
    var y = each(extents) { layer.bias ? parameters[1][$0[1]] : Scalar(0) }
    let (inputs, outputs) = (x.shape.channels / layer.groups, layer.filters / layer.groups)
    let weights = [layer.filters, inputs, layer.kernel.height, layer.kernel.width]
    for at in indices([x.batch, x.shape.channels, x.shape.height, x.shape.width]) {
      for tap in indices([outputs, layer.kernel.height, layer.kernel.width]) {
        let filter = at[1] / inputs * outputs + tap[0]
        let row = at[2] * layer.stride.height + tap[1] * layer.dilation.height - layer.padding.top
        let column = at[3] * layer.stride.width + tap[2] * layer.dilation.width - layer.padding.left
        guard (0..<extents[2]).contains(row), (0..<extents[3]).contains(column) else { continue }
        let weight = parameters[0][offset([filter, at[1] % inputs, tap[1], tap[2]], weights)]
        y[offset([at[0], filter, row, column], extents)] += weight * x[at[0], at[1], at[2], at[3]]
      }
    }
    return y
  }
}
