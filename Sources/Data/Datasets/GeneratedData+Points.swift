import Glibc
import Numerics

extension GeneratedData {
  /// Coordinates of all points of a split, `[sample][x, y]`.
  func pointCoordinates(_ split: Split, _ count: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(2 * count)
    for index in 0..<count {
      var generator = SeededGenerator(seed: seed, for: split.stream(of: index))
      let (x, y) = point(of: index % classes, &generator)
      result.append(Float(x))
      result.append(Float(y))
    }
    return result
  }

  /// A point of class `k` of `K`; `t` is uniform on [0, 1), ε standard normal, σ the noise.
  ///
  /// - spirals: at radius `t`, angle `2πk/K + 4t + σε`
  /// - moons: `(cos πt, sin πt)` or `(1 − cos πt, ½ − sin πt)`, plus `σε` in each coordinate
  /// - blobs: at angle `2πk/K` of the unit circle, plus `σε`
  /// - rings: at radius `(k + 1)/K`, angle `2πt`, plus `σε`
  private func point(of label: Int, _ generator: inout SeededGenerator) -> (x: Double, y: Double) {
    let t = generator.uniform()
    let fraction = Double(label) / Double(classes)
    func blurred(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (x + noise * generator.normal(), y + noise * generator.normal())
    }
    switch kind {
    case .spirals:
      let angle = 2 * Double.pi * fraction + 4 * t + noise * generator.normal()
      return (t * cos(angle), t * sin(angle))
    case .moons:
      let angle = Double.pi * t
      return label == 0 ? blurred(cos(angle), sin(angle)) : blurred(1 - cos(angle), 0.5 - sin(angle))
    case .blobs: return blurred(cos(2 * Double.pi * fraction), sin(2 * Double.pi * fraction))
    case .rings:
      let radius = Double(label + 1) / Double(classes)
      return blurred(radius * cos(2 * Double.pi * t), radius * sin(2 * Double.pi * t))
    case .shapes, .sentences: preconditionFailure("images and text are not points")
    }
  }
}

extension Split {
  /// The random stream of one of the split's samples.
  func stream(of sample: Int) -> StreamPurpose {
    switch self {
    case .train: .trainingSample(sample)
    case .test: .testSample(sample)
    }
  }
}
