import Networks

/// Operations on sequences.
extension ReferenceOperation {
  /// States of all steps, `[n, T, units]`.
  static func recurrent<Scalar: ReferenceScalar>(
    _ layer: Recurrent, _ x: ReferenceTensor<Scalar>, _ parameters: [[Scalar]]
  ) -> [Scalar] {
    let (samples, steps, features, units) = (x.extents[0], x.extents[1], x.extents[2], layer.units)
    /// `W v + b` of one gate.
    func affine(_ weight: Int, _ gate: Int, _ v: [Scalar]) -> [Scalar] {
      (gate * units..<(gate + 1) * units).map { row in
        var sum = layer.bias ? parameters[2 + weight][row] : Scalar(0)
        for (i, value) in v.enumerated() { sum += parameters[weight][row * v.count + i] * value }
        return sum
      }
    }
    func added(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 + $1 } }
    func times(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 * $1 } }
    func sigmoid(_ a: [Scalar]) -> [Scalar] {
      a.map { Scalar(1) / (Scalar(1) + (Scalar(0) - $0).exponential()) }
    }
    func tanh(_ a: [Scalar]) -> [Scalar] {
      a.map { Scalar(1) - Scalar(2) / (Scalar(1) + (Scalar(2) * $0).exponential()) }
    }
    var result = Array(repeating: Scalar(0), count: samples * steps * units)
    for n in 0..<samples {
      var h = Array(repeating: Scalar(0), count: units)
      var c = h
      for k in 0..<steps {
        let step = layer.reverse ? steps - 1 - k : k
        let start = (n * steps + step) * features
        let input = Array(x.values[start..<start + features])
        func gate(_ index: Int) -> [Scalar] { added(affine(0, index, input), affine(1, index, h)) }
        switch layer.cell {
        case .tanh: h = tanh(gate(0))
        case .relu: h = gate(0).map { $0.value > 0 ? $0 : Scalar(0) * $0 }
        case .lstm:
          c = added(times(sigmoid(gate(1)), c), times(sigmoid(gate(0)), tanh(gate(2))))
          h = times(sigmoid(gate(3)), tanh(c))
        case .gru, .gruWithResetFirst:
          let (r, z) = (sigmoid(gate(0)), sigmoid(gate(1)))
          let own = layer.cell == .gru ? times(r, affine(1, 2, h)) : affine(1, 2, times(r, h))
          let candidate = tanh(added(affine(0, 2, input), own))
          h = added(times(z.map { Scalar(1) - $0 }, candidate), times(z, h))
        }
        for unit in 0..<units { result[(n * steps + step) * units + unit] = h[unit] }
      }
    }
    return result
  }
}
