import Networks

/// A value of a network for a batch, as a plain array; images are `[n][C][H][W]`.
struct ReferenceTensor<Scalar: ReferenceScalar> {
  let batch: Int
  let shape: SampleShape
  /// Of the whole batch.
  let extents: [Int]
  var values: [Scalar]

  init(batch: Int, _ shape: SampleShape) { self.init(batch: batch, ValueShape(shape)) }

  init(batch: Int, _ shape: ValueShape) {
    self.batch = batch
    self.shape = shape.sample
    extents = shape.extents(batch: batch)
    values = Array(repeating: Scalar(0), count: extents.reduce(1, *))
  }

  /// True when a sample is one vector.
  var isVector: Bool { shape.height == 1 && shape.width == 1 && (extents.count == 2 || extents.count == 4) }

  /// Zeros of the shape of another value.
  init<Other: ReferenceScalar>(like other: ReferenceTensor<Other>) {
    batch = other.batch
    shape = other.shape
    extents = other.extents
    values = Array(repeating: Scalar(0), count: other.values.count)
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
