/// How one of several series is drawn: colour, dash and marker differ together, so that none of them alone carries
/// the meaning.
package struct SeriesStyle: Hashable, Sendable {
  /// Place among the series, 0 for the first.
  package var index: Int
  /// Width of the line in points.
  package var width: Double
  /// Whether each value has a marker.
  package var showsMarkers: Bool
  /// Lengths of dashes and gaps in points; those of the place among the series when nil.
  package var dashes: [Double]?

  /// A style; without markers by default.
  package init(
    _ index: Int, width: Double = 1.7, showsMarkers: Bool = false, dashes: [Double]? = nil
  ) {
    self.index = index
    self.width = width
    self.showsMarkers = showsMarkers
    self.dashes = dashes
  }

  /// Colours repeat after five series, dashes after four and markers after three.
  private static let dashes: [[Double]] = [[], [5, 2.5], [1.2, 2.2], [8, 2.5, 1.5, 2.5]]
  private static let markers: [Marker] = [.disc, .square, .diamond]

  package func colour(in theme: Theme) -> Colour { theme.series[index % theme.series.count] }

  func stroke(in theme: Theme) -> Stroke {
    if let dashes { return Stroke(colour(in: theme), width: width, dashes: dashes, isRound: dashes.isEmpty) }
    return Stroke(
      colour(in: theme), width: width, dashes: showsMarkers ? [] : Self.dashes[index % Self.dashes.count],
      isRound: index % Self.dashes.count == 0 || showsMarkers)
  }

  var marker: Marker { Self.markers[index % Self.markers.count] }
}
