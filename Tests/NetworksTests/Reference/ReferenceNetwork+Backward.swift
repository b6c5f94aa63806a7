import Networks

extension ReferenceNetwork {
  /// The terms of a node's gradient that reach its inputs; adds those of its parameters to `gradient`.
  func pull(
    _ node: Int, _ inputs: [Tensor], _ value: Tensor, _ bar: Tensor, _ gradient: inout [Scalar]
  ) -> [Tensor] {
    let x = inputs[0]
    var result = Tensor(batch: x.batch, x.shape)
    switch graph.nodes[node].operation {
    case .input: return []
    case .add: return [bar, bar]
    case .flatten: result.values = bar.values
    case .convolution(let convolution): pullConvolution(node, convolution, x, bar, &result, &gradient)
    case .dense(let dense):
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
    case .batchNormalization(let normalization):
      pullNormalization(node, normalization, x, bar, &result, &gradient)
    case .groupNormalization(let normalization):
      pullGroups(node, normalization, x, bar, &result, &gradient)
    case .dropout(let dropout):
      result.values = zip(bar.values, unitMask(node, dropout, x)).map { $0 * Scalar($1) }
    case .activation(.prelu):
      let slopes = block(node, 0).lowerBound
      bar.forEachIndex { n, c, row, column in
        let g = bar[n, c, row, column]
        let isPositive = x[n, c, row, column].value > 0
        if !isPositive { gradient[slopes + c] += g * x[n, c, row, column] }
        result[n, c, row, column] = isPositive ? g : parameters[slopes + c] * g
      }
    case .activation(let activation):
      result.values = zip(x.values, bar.values).map { Self.slope(activation, $0) * $1 }
    case .globalAveragePooling:
      let area = Scalar(Double(x.shape.area))
      x.forEachIndex { n, c, row, column in result[n, c, row, column] = bar[n, c, 0, 0] / area }
    case .pooling(let pooling):
      bar.forEachIndex { n, c, row, column in
        let window = Self.window(pooling, row, column, x.shape)
        let g = bar[n, c, row, column]
        if pooling.kind == .maximum {
          let at = Self.winner(x, n, c, window)
          result[n, c, at.0, at.1] += g
        } else {
          for at in window { result[n, c, at.0, at.1] += g / Scalar(Double(window.count)) }
        }
      }
    case .subsampling(let subsampling):
      bar.forEachIndex { n, c, row, column in
        guard c < x.shape.channels else { return }
        result[n, c, row * subsampling.stride, column * subsampling.stride] += bar[n, c, row, column]
      }
    }
    return [result]
  }

  private func pullConvolution(
    _ node: Int, _ convolution: Convolution, _ x: Tensor, _ bar: Tensor, _ result: inout Tensor,
    _ gradient: inout [Scalar]
  ) {
    let weights = block(node, 0).lowerBound
    let kernel = convolution.kernel
    bar.forEachIndex { n, f, row, column in
      let g = bar[n, f, row, column]
      if convolution.bias { gradient[block(node, 1).lowerBound + f] += g }
      for c in 0..<x.shape.channels {
        for ky in 0..<kernel {
          for kx in 0..<kernel {
            let at = (
              row * convolution.stride + ky - convolution.padding,
              column * convolution.stride + kx - convolution.padding
            )
            guard let pixel = x.padded(n, c, at.0, at.1) else { continue }
            let w = weights + ((f * x.shape.channels + c) * kernel + ky) * kernel + kx
            gradient[w] += g * pixel
            result[n, c, at.0, at.1] += g * parameters[w]
          }
        }
      }
    }
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
