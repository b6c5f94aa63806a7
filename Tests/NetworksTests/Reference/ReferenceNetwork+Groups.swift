import Networks

extension ReferenceNetwork {
  /// `(x − μ)/√(σ² + ε)`, and the root that it was divided by.
  static func normalize(
    _ x: Tensor, _ normalization: GroupNormalization
  ) -> (values: Tensor, deviations: Tensor) {
    let mean = groupMean(x, normalization)
    var squares = x
    squares.values = zip(x.values, mean.values).map { ($0 - $1) * ($0 - $1) }
    var deviations = groupMean(squares, normalization)
    deviations.values = deviations.values.map {
      ($0 + Scalar(Double(normalization.epsilon))).squareRoot()
    }
    var result = x
    for i in result.values.indices {
      result.values[i] = (x.values[i] - mean.values[i]) / deviations.values[i]
    }
    return (result, deviations)
  }

  /// At each number the mean of its group.
  static func groupMean(_ x: Tensor, _ normalization: GroupNormalization) -> Tensor {
    let width = x.shape.channels / normalization.groups
    let count = Scalar(Double(width * x.shape.area))
    var means = Array(repeating: Scalar(0), count: x.batch * normalization.groups)
    x.forEachIndex { n, c, row, column in
      means[n * normalization.groups + c / width] += x[n, c, row, column] / count
    }
    var result = x
    x.forEachIndex { n, c, row, column in
      result[n, c, row, column] = means[n * normalization.groups + c / width]
    }
    return result
  }

  /// `x̄ = (h − ⟨h⟩ − x̂ ⟨h x̂⟩)/σ` with `h = γ ȳ`.
  func pullGroups(
    _ node: Int, _ normalization: GroupNormalization, _ x: Tensor, _ bar: Tensor, _ result: inout Tensor,
    _ gradient: inout [Scalar]
  ) {
    let blocks = normalization.affine ? [block(node, 0).lowerBound, block(node, 1).lowerBound] : []
    let (centred, deviations) = Self.normalize(x, normalization)
    var scaled = bar
    var products = bar
    bar.forEachIndex { n, c, row, column in
      let g = bar[n, c, row, column]
      if !blocks.isEmpty {
        gradient[blocks[0] + c] += g * centred[n, c, row, column]
        gradient[blocks[1] + c] += g
        scaled[n, c, row, column] = parameters[blocks[0] + c] * g
      }
      products[n, c, row, column] = scaled[n, c, row, column] * centred[n, c, row, column]
    }
    let means = Self.groupMean(scaled, normalization).values
    let productMeans = Self.groupMean(products, normalization).values
    for i in result.values.indices {
      result.values[i] =
        (scaled.values[i] - means[i] - centred.values[i] * productMeans[i]) / deviations.values[i]
    }
  }
}
