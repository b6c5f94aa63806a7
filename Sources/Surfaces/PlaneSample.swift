/// Statistics of several planes through one network along independent pairs of directions: how much one plane says.
package struct PlaneSample: Hashable, Sendable {
  /// Mean and standard deviation of a number over the planes.
  package struct Spread: Codable, Hashable, Sendable {
    package let name: String
    package let mean: Double
    /// Standard deviation of a plane's number; nil of one plane.
    package let deviation: Double?
    /// The plane furthest from the mean, counted from 0, and by how many standard deviations.
    package let furthest: Int
    package let distance: Double
  }

  /// One for each plane; nil of planes that have none.
  package let planes: [PlaneStatistics?]
  package let spreads: [Spread]

  package init(of surfaces: [Surface]) {
    planes = surfaces.map { PlaneStatistics(of: $0) }
    let known = planes.enumerated().compactMap { index, plane in plane.map { (index, $0.values) } }
    spreads = PlaneStatistics.names.indices.compactMap { number in
      let values = known.map { ($0.0, $0.1[number]) }.filter { $0.1.isFinite }
      guard !values.isEmpty else { return nil }
      let mean = values.reduce(0) { $0 + $1.1 } / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1.1 - mean) * ($1.1 - mean) }
      let deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
      let furthest = values.max { abs($0.1 - mean) < abs($1.1 - mean) } ?? values[0]
      return Spread(
        name: PlaneStatistics.names[number], mean: mean, deviation: deviation, furthest: furthest.0,
        distance: deviation.map { $0 > 0 ? abs(furthest.1 - mean) / $0 : 0 } ?? 0)
    }
  }
}
