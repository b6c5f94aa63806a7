import Networks

extension ReferenceNetwork {
  /// The terms of a node's gradient that reach its inputs; adds those of its parameters to `gradient`.
  func pull(
    _ node: Int, _ inputs: [Tensor], _ value: Tensor, _ bar: Tensor, _ gradient: inout [Scalar]
  ) -> [Tensor] {
    if graph.nodes[node].operation.base is Input { return [] }
    guard let x = inputs.first else { return pullGeneral(node, inputs, bar, &gradient) }
    var result = x
    result.values = x.values.map { _ in Scalar(0) }
    switch graph.nodes[node].operation.base {
    case is Addition: return [bar, bar]
    case is Flatten: result.values = bar.values
    case let convolution as Convolution where inputs.count == 1:
      pullConvolution(node, convolution, x, bar, &result, &gradient)
    case let dense as Dense where inputs.count == 1 && x.isVector:
      let weights = block(node, 0).lowerBound
      let features = x.shape.count
      let mask = weightMask(node, dense)
      bar.forEachIndex { n, unit, _, _ in
        let g = bar[n, unit, 0, 0]
        if dense.bias { gradient[block(node, 1).lowerBound + unit] += g }
        for i in 0..<features {
          let dropped = Scalar(mask[unit * features + i]) * g
          gradient[weights + unit * features + i] += dropped * x.values[n * features + i]
          result.values[n * features + i] += dropped * parameters[weights + unit * features + i]
        }
      }
    case let normalization as BatchNormalization:
      pullNormalization(node, normalization, x, bar, &result, &gradient)
    case let normalization as GroupNormalization:
      pullGroups(node, normalization, x, bar, &result, &gradient)
    case let layer as DropoutLayer:
      result.values = zip(bar.values, unitMask(node, layer.dropout, x)).map { $0 * Scalar($1) }
    case let layer as ElementwiseActivation where layer.function == .prelu:
      let slopes = block(node, 0).lowerBound
      bar.forEachIndex { n, c, row, column in
        let g = bar[n, c, row, column]
        let isPositive = x[n, c, row, column].value > 0
        if !isPositive { gradient[slopes + c] += g * x[n, c, row, column] }
        result[n, c, row, column] = isPositive ? g : parameters[slopes + c] * g
      }
    case let layer as ElementwiseActivation:
      result.values = zip(x.values, bar.values).map { Self.slope(layer.function, $0) * $1 }
    case is GlobalAveragePooling:
      let area = Scalar(Double(x.shape.area))
      x.forEachIndex { n, c, row, column in result[n, c, row, column] = bar[n, c, 0, 0] / area }
    case let pooling as Pooling:
      bar.forEachIndex { n, c, row, column in
        let window = Self.window(pooling, row, column, x.shape)
        let g = bar[n, c, row, column]
        if pooling.kind == .maximum {
          let at = Self.winner(x, n, c, window)
          result[n, c, at.0, at.1] += g
        } else {
          let divisor = Scalar(Self.divisor(pooling, row, column, x.shape))
          for at in window { result[n, c, at.0, at.1] += g / divisor }
        }
      }
    case let subsampling as Subsampling:
      bar.forEachIndex { n, c, row, column in
        guard c < x.shape.channels else { return }
        result[n, c, row * subsampling.stride, column * subsampling.stride] += bar[n, c, row, column]
      }
    default: return pullGeneral(node, inputs, bar, &gradient)
    }
    return [result]
  }

  private func pullConvolution(
    _ node: Int, _ convolution: Convolution, _ x: Tensor, _ bar: Tensor, _ result: inout Tensor,
    _ gradient: inout [Scalar]
  ) {
    let weights = block(node, 0).lowerBound
    var target = result
    bar.forEachIndex { n, f, row, column in
      let g = bar[n, f, row, column]
      if convolution.bias { gradient[block(node, 1).lowerBound + f] += g }
      Self.forEachTap(convolution, x.shape.channels, f, row, column) { c, y, column, w in
        guard let pixel = x.padded(n, c, y, column) else { return }
        gradient[weights + w] += g * pixel
        target[n, c, y, column] += g * parameters[weights + w]
      }
    }
    result = target
  }

  /// With the batch's statistics, `x̄ = γ/σ (ȳ − mean ȳ − x̂ mean(ȳ x̂))`; with running ones `x̄ = γ/σ ȳ`.
  private func pullNormalization(
    _ node: Int, _ normalization: BatchNormalization, _ x: Tensor, _ bar: Tensor, _ result: inout Tensor,
    _ gradient: inout [Scalar]
  ) {
    let (mean, variance) = moments(node, x)
    let deviation = variance.map { ($0 + Scalar(Double(normalization.epsilon))).squareRoot() }
    let (scale, shift) = (block(node, 0).lowerBound, block(node, 1).lowerBound)
    let count = Scalar(Double(x.batch * x.shape.area))
    func centred(_ n: Int, _ c: Int, _ row: Int, _ column: Int) -> Scalar {
      (x[n, c, row, column] - mean[c]) / deviation[c]
    }
    var sums = Array(repeating: Scalar(0), count: x.shape.channels)
    var products = sums
    bar.forEachIndex { n, c, row, column in
      sums[c] += bar[n, c, row, column]
      products[c] += bar[n, c, row, column] * centred(n, c, row, column)
    }
    for c in 0..<x.shape.channels {
      gradient[scale + c] += products[c]
      gradient[shift + c] += sums[c]
    }
    bar.forEachIndex { n, c, row, column in
      var g = bar[n, c, row, column]
      if statistics == .batch { g = g - sums[c] / count - centred(n, c, row, column) * products[c] / count }
      result[n, c, row, column] = parameters[scale + c] / deviation[c] * g
    }
  }
}
