import Tensors

/// Points of a subspace: `θ + Σ αₖ dₖ`, one rounding per operation, in the order of the directions.
enum Displacement {
  /// Writes the point; all vectors have the same length.
  ///
  /// A point of up to two directions is what it has always been, to the last bit.
  static func write(
    _ origin: [Float], plus coordinates: [Double], times directions: [[Float]],
    into point: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(coordinates.count == directions.count, "\(coordinates.count) for \(directions.count)")
    _ = point.update(fromContentsOf: origin)
    for (coordinate, direction) in zip(coordinates, directions) {
      precondition(direction.count == point.count, "\(direction.count) numbers for \(point.count)")
      let factor = Float(coordinate)
      direction.withUnsafeBufferPointer { direction in
        for i in point.indices { point[i] += factor * direction[i] }
      }
    }
  }
}
