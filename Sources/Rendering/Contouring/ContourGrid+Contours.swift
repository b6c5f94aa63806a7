extension ContourGrid {
  /// The lines of each level, see ``Contourer/lines(at:)``.
  package func lines(at levels: [Double]) -> [Curves] {
    var contourer = Contourer(self)
    return levels.map { contourer.lines(at: $0) }
  }

  /// The bands below, between and above the levels: one more than there are levels.
  ///
  /// They partition the complete cells: their areas sum to the cells'. See ``Contourer/band(from:to:)``. The
  /// levels are strictly increasing.
  package func bands(separatedBy levels: [Double]) -> [Curves] {
    var contourer = Contourer(self)
    let bounds = [-.infinity] + levels + [.infinity]
    return zip(bounds, bounds.dropFirst()).map { contourer.band(from: $0, to: $1) }
  }

  /// The nested regions at or above each level, for drawing one over the other without seams between
  /// neighbours.
  package func regions(atLeast levels: [Double]) -> [Curves] {
    var contourer = Contourer(self)
    return levels.map { contourer.band(from: $0, to: .infinity) }
  }

  /// The part of the complete cells that belongs to `+Inf`: up to the nearest finite values.
  package func divergedRegion() -> Curves {
    let flags = ContourGrid(
      x: x, y: y, z: values.map { $0.isNaN ? .nan : $0 == .infinity ? .infinity : 0 }, interpolation: .linear)
    var contourer = Contourer(flags)
    return contourer.band(from: 1, to: .infinity)
  }

  func withBuffers<Result>(
    _ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        values.withUnsafeBufferPointer { values in body(x, y, values) }
      }
    }
  }
}
