import Networks

extension ReferenceNetwork {
  /// Seed and step of the masks in training, in which only their use is checked against the reference.
  static var maskSeed: UInt64 { 21 }
  static var maskStep: UInt64 { 4 }

  /// Factor of every number of a batch.
  func unitMask(_ node: Int, _ dropout: Dropout, _ x: Tensor) -> [Double] {
    guard statistics == .batch else {
      return Array(repeating: dropout.form == .classic ? dropout.keep : 1, count: x.values.count)
    }
    return (0..<x.batch).flatMap { n in
      dropout.mask(
        count: x.shape.count, seed: Self.maskSeed, step: Self.maskStep, node: node, sample: n
      ).map(Double.init)
    }
  }

  /// Factor of every weight.
  func weightMask(_ node: Int, _ dense: Dense) -> [Double] {
    let count = block(node, 0).count
    guard let dropConnect = dense.dropConnect else { return Array(repeating: 1, count: count) }
    guard statistics == .batch else {
      return Array(repeating: dropConnect.form == .classic ? dropConnect.keep : 1, count: count)
    }
    return dropConnect.mask(
      count: count, seed: Self.maskSeed, step: Self.maskStep, node: node, sample: nil
    ).map(Double.init)
  }
}
