extension ContourGrid {
  /// The grid with each cell cut into `factor` × `factor`, for smooth lines from few values.
  ///
  /// Values between the given ones are monotone piecewise cubics (Fritsch & Carlson 1980, doi:10.1137/0717021), along the rows first and then along the columns, in the
  /// interpolated quantity (`z` or `log z`). Along every line of either pass the values between two neighbours
  /// rise or fall throughout, so that
  /// - the given values are kept,
  /// - every new value lies in the range of its cell's four corners,
  /// - strict local extrema are at given points only: none is invented.
  ///
  /// Cells with a NaN corner stay without values, and infinite values fill the cells beside them up to their
  /// finite neighbours, as they do without refinement. Slopes next to either are one-sided.
  package func refined(by factor: Int) -> ContourGrid {
    precondition(factor >= 1, "no grid is \(factor) times as fine")
    guard factor > 1, columns > 1, rows > 1 else { return self }
    let along = MonotoneCubic(x, factor: factor)
    let across = MonotoneCubic(y, factor: factor)
    let width = along.positions.count
    var wide: [Double] = []
    wide.reserveCapacity(rows * width)
    for row in 0..<rows {
      wide.append(contentsOf: along.interpolate(Array(values[row * columns..<(row + 1) * columns])))
    }
    var result = [Double](repeating: 0, count: across.positions.count * width)
    var line = [Double](repeating: 0, count: rows)
    for column in 0..<width {
      for row in 0..<rows { line[row] = wide[row * width + column] }
      for (row, value) in across.interpolate(line).enumerated() { result[row * width + column] = value }
    }
    removeIncompleteCells(from: &result, width: width, factor: factor)
    return ContourGrid(x: along.positions, y: across.positions, interpolated: result, interpolation)
  }

  /// The factor that brings a grid to about `points` points along its longer side; 1 when it has them already.
  package func refinement(toward points: Int) -> Int {
    max(1, min(16, points / max(1, max(columns, rows) - 1)))
  }

  /// Takes out what the two passes have put into cells with a NaN corner.
  ///
  /// Points on a cell's sides stay where the cell beyond has values.
  private func removeIncompleteCells(from result: inout [Double], width: Int, factor: Int) {
    for row in 0..<cellRows {
      for column in 0..<cellColumns where !isComplete(row: row, column: column) {
        for i in 1..<factor {
          for j in 1..<factor { result[(row * factor + i) * width + column * factor + j] = .nan }
        }
      }
    }
  }
}

/// Monotone piecewise cubic interpolation at evenly spaced positions between given ones.
struct MonotoneCubic {
  /// Given positions with `factor − 1` new ones between each two.
  let positions: [Double]
  private let spacings: [Double]
  private let factor: Int

  /// - Parameters:
  ///   - given: strictly increasing, at least two.
  ///   - factor: pieces that each interval is cut into.
  init(_ given: [Double], factor: Int) {
    self.factor = factor
    spacings = zip(given, given.dropFirst()).map { $1 - $0 }
    var positions: [Double] = []
    positions.reserveCapacity((given.count - 1) * factor + 1)
    for (index, spacing) in spacings.enumerated() {
      for piece in 0..<factor {
        positions.append(given[index] + spacing * Double(piece) / Double(factor))
      }
    }
    positions.append(given[given.count - 1])
    self.positions = positions
  }

  /// Values at `positions` from one value at each given position.
  func interpolate(_ values: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(positions.count)
    for index in spacings.indices {
      let (a, b) = (values[index], values[index + 1])
      result.append(a)
      guard a.isFinite && b.isFinite else {
        for piece in 1..<factor { result.append(Self.fill(a, b, Double(piece) / Double(factor))) }
        continue
      }
      let (from, to) = (slope(values, index), slope(values, index + 1))
      let h = spacings[index]
      let (lower, upper) = (min(a, b), max(a, b))
      for piece in 1..<factor {
        let t = Double(piece) / Double(factor)
        let s = 1 - t
        let value = s * s * (1 + 2 * t) * a + t * t * (1 + 2 * s) * b + h * s * t * (s * from - t * to)
        result.append(min(upper, max(lower, value)))
      }
    }
    result.append(values[values.count - 1])
    return result
  }

  /// Between two values of which at least one is not finite: the infinite one, or none.
  private static func fill(_ a: Double, _ b: Double, _ share: Double) -> Double {
    if a.isNaN || b.isNaN { return .nan }
    if a.isFinite { return b }
    if b.isFinite { return a }
    return share < 0.5 ? a : b
  }

  /// The curve's slope at a given position with a finite value: the parabola's through the neighbours, zero at an
  /// extremum, and at most three times the lesser secant, which keeps the pieces on both sides monotone.
  private func slope(_ values: [Double], _ index: Int) -> Double {
    let left = index > 0 ? secant(values, index - 1) : nil
    let right = index < spacings.count ? secant(values, index) : nil
    switch (left, right) {
    case (let left?, let right?):
      guard left * right > 0 else { return 0 }
      let (h, k) = (spacings[index - 1], spacings[index])
      let parabola = (left * k + right * h) / (h + k)
      let limit = 3 * min(left.magnitude, right.magnitude)
      return min(limit, max(-limit, parabola))
    case (nil, let right?):
      let next = index + 1 < spacings.count ? secant(values, index + 1) : nil
      return Self.endSlope(right, next, spacings[index], index + 1 < spacings.count ? spacings[index + 1] : 1)
    case (let left?, nil):
      let next = index > 1 ? secant(values, index - 2) : nil
      return Self.endSlope(left, next, spacings[index - 1], index > 1 ? spacings[index - 2] : 1)
    case (nil, nil): return 0
    }
  }

  /// Slope between neighbours, nil unless both are finite.
  private func secant(_ values: [Double], _ index: Int) -> Double? {
    let difference = (values[index + 1] - values[index]) / spacings[index]
    return difference.isFinite ? difference : nil
  }

  /// The parabola's slope at the end of a run, limited so that the end interval stays monotone.
  private static func endSlope(_ first: Double, _ second: Double?, _ h: Double, _ k: Double) -> Double {
    guard let second else { return first }
    let slope = ((2 * h + k) * first - h * second) / (h + k)
    if slope * first <= 0 { return 0 }
    return first * second <= 0 && abs(slope) > abs(3 * first) ? 3 * first : slope
  }
}
