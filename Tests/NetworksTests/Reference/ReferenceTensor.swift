import Networks

/// A batch of samples as a plain array `[n][C][H][W]`.
struct ReferenceTensor<Scalar: ReferenceScalar> {
  let batch: Int
  let shape: SampleShape
  var values: [Scalar]

  init(batch: Int, _ shape: SampleShape) {
    self.batch = batch
    self.shape = shape
    values = Array(repeating: Scalar(0), count: batch * shape.count)
  }

  subscript(n: Int, c: Int, y: Int, x: Int) -> Scalar {
    get { values[((n * shape.channels + c) * shape.height + y) * shape.width + x] }
    set { values[((n * shape.channels + c) * shape.height + y) * shape.width + x] = newValue }
  }

  /// Zero outside the image.
  func padded(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Scalar? {
    guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { return nil }
    return self[n, c, y, x]
  }

  /// Calls `body` with every index of the batch.
  func forEachIndex(_ body: (Int, Int, Int, Int) -> Void) {
    for n in 0..<batch {
      for c in 0..<shape.channels {
        for y in 0..<shape.height { for x in 0..<shape.width { body(n, c, y, x) } }
      }
    }
  }
}
