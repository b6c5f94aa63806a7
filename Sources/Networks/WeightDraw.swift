import Numerics

/// The weights of one layer, about to be drawn.
struct WeightDraw {
  let filters: Int
  let fanIn: Int
  let fanOut: Int
  /// Slope below 0 of the layer's activation.
  let slope: Double

  /// Fills a range of the flat vector, row-major `[filters, fan-in]`, from the seed's stream for that block.
  func fill(
    _ parameters: inout [Float], _ range: Range<Int>, as initialization: Initialization, seed: UInt64,
    block: Int
  ) {
    var generator = SeededGenerator(seed: seed, for: .weights(block: block))
    switch initialization {
    case .zero: break
    case .constant(let value): for i in range { parameters[i] = Float(value) }
    case .orthogonal(let gain):
      let matrix = orthogonal(&generator)
      for (i, value) in zip(range, matrix) { parameters[i] = Float(gain * value) }
    case .uniform(let limit):
      for i in range { parameters[i] = Float(limit * (2 * generator.uniform() - 1)) }
    case .normal(let deviation): for i in range { parameters[i] = Float(deviation * generator.normal()) }
    case .xavierUniform, .heUniform:
      let limit = (3 * variance(initialization)).squareRoot()
      for i in range { parameters[i] = Float(limit * (2 * generator.uniform() - 1)) }
    case .xavierNormal, .heNormal:
      let deviation = variance(initialization).squareRoot()
      for i in range { parameters[i] = Float(deviation * generator.normal()) }
    }
  }

  /// The variance that an initialization by fans promises.
  private func variance(_ initialization: Initialization) -> Double {
    switch initialization {
    case .heUniform(let fan), .heNormal(let fan):
      2 / Double(fan == .input ? fanIn : fanOut) / (1 + slope * slope)
    default: 2 / Double(fanIn + fanOut)
    }
  }

  /// Orthonormal rows, or columns where there are more rows than columns: normal draws by Gram & Schmidt's method.
  ///
  /// Each vector is freed from the ones before it twice, after which it is orthogonal to them to working precision
  /// (Giraud, Langou & Rozložník 2005, doi:10.1007/s00211-005-0615-4).
  private func orthogonal(_ generator: inout SeededGenerator) -> [Double] {
    let (count, length) = (min(filters, fanIn), max(filters, fanIn))
    var vectors = (0..<count * length).map { _ in generator.normal() }
    vectors.withUnsafeMutableBufferPointer { vectors in
      guard let base = vectors.baseAddress else { return }
      for index in 0..<count {
        let vector = base + index * length
        for pass in 0..<2 * index {
          let other = base + pass % index * length
          let projection = VectorLoops.dotInOrder(vector, other, length)
          VectorLoops.add(-projection, other, to: vector, length)
        }
        let norm = VectorLoops.dotInOrder(vector, vector, length).squareRoot()
        for i in 0..<length { vector[i] /= norm }
      }
    }
    guard filters > fanIn else { return vectors }
    return (0..<filters * fanIn).map { vectors[$0 % fanIn * length + $0 / fanIn] }
  }
}
