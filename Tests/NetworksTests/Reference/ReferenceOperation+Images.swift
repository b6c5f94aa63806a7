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

  /// ONNX's definition: the kernel's weights of the pixels around a place, those beyond the image repeated from its edge.
  static func resize<Scalar: ReferenceScalar>(
    _ layer: Resize, _ x: ReferenceTensor<Scalar>, _ extents: [Int]
  ) -> [Scalar] {
    let rows = (0..<extents[2]).map { weights(layer, $0, x.shape.height, extents[2], layer.scales?[0]) }
    let columns = (0..<extents[3]).map { weights(layer, $0, x.shape.width, extents[3], layer.scales?[1]) }
    return each(extents) { index in
      var sum = Scalar(0)
      for (row, a) in rows[index[2]] {
        for (column, b) in columns[index[3]] { sum += Scalar(a * b) * x[index[0], index[1], row, column] }
      }
      return sum
    }
  }

  private static func weights(
    _ layer: Resize, _ k: Int, _ from: Int, _ to: Int, _ given: Double?
  ) -> [(Int, Double)] {
    let scale = given ?? Double(to) / Double(from)
    let half = (Double(k) + 0.5) / scale - 0.5
    let x =
      switch layer.coordinates {
      case .halfPixel: half
      case .halfPixelSymmetric: Double(from) / 2 * (1 - Double(to) / (scale * Double(from))) + half
      case .pytorchHalfPixel: to > 1 ? half : 0
      case .alignCorners: to > 1 ? Double(k * (from - 1)) / (scale * Double(from) - 1) : 0
      case .asymmetric: Double(k) / scale
      case .halfPixelForNearest: half + 0.5
      }
    func inside(_ pixel: Int) -> Int { max(0, min(from - 1, pixel)) }
    if layer.mode == .nearest {
      let rounded =
        switch layer.rounding {
        case .roundPreferFloor: (x - 0.5).rounded(.up)
        case .roundPreferCeil: (x + 0.5).rounded(.down)
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        }
      return [(inside(Int(rounded)), 1)]
    }
    let stretch = layer.antialias ? min(1, scale) : 1
    var pairs: [(Int, Double)] = []
    for pixel in -4 * from..<5 * from {
      let d = abs(Double(pixel) - x) * stretch
      let a = layer.cubicCoefficient
      let weight =
        layer.mode == .linear
        ? max(0, 1 - d)
        : d <= 1
          ? (a + 2) * d * d * d - (a + 3) * d * d + 1
          : d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0
      let isKept = !layer.excludesOutside || (0..<from).contains(pixel)
      if weight != 0 && isKept { pairs.append((inside(pixel), weight)) }
    }
    let total = layer.antialias || layer.excludesOutside ? pairs.reduce(0) { $0 + $1.1 } : 1
    return pairs.map { ($0.0, $0.1 / total) }
  }
}
