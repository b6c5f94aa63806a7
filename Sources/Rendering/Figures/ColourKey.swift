import Glibc

/// What the colours of a chart's panels mean.
package struct ColourKey: Hashable, Sendable {
  /// Levels and limits.
  package let scale: Scale
  package let map: ColourMap
  /// What is measured.
  package let name: String
  /// Whether colours run into each other, as on a lit surface, rather than change at the levels.
  package let isContinuous: Bool

  /// A key in bands, unless it is continuous.
  package init(scale: Scale, map: ColourMap, name: String, isContinuous: Bool = false) {
    self.scale = scale
    self.map = map
    self.name = name
    self.isContinuous = isContinuous
  }

  /// One colour a band.
  package var colours: [Colour] { map.colours(count: scale.bandCount) }

  /// The colour of what has diverged: that above the top level.
  package var divergedColour: Colour { map[1] }

  /// The colour of a value, which is not NaN.
  ///
  /// In a continuous key each band's colour is at the band's middle, in the scale's own measure, and the outer bands
  /// are as wide as the ones beside them.
  package func colour(of value: Double) -> Colour {
    let colours = self.colours
    let band = scale.levels.firstIndex { $0 > value } ?? scale.levels.count
    guard isContinuous, scale.levels.count > 1, value.isFinite else { return colours[band] }
    let measure = { (value: Double) in scale.isLogarithmic ? log(max(value, .leastNormalMagnitude)) : value }
    let levels = scale.levels
    let lower = min(max(band - 1, 0), levels.count - 2)
    let (from, to) = (measure(levels[lower]), measure(levels[lower + 1]))
    let place = Double(lower) + 0.5 + Span.share(measure(value), from, to)
    let index = max(0, min(colours.count - 2, Int(place.rounded(.down))))
    return colours[index].mixed(with: colours[index + 1], min(1, max(0, place - Double(index))))
  }

  /// The levels' labels; for a scale without levels the one value that it covers.
  package var labels: [String] {
    if !scale.levels.isEmpty { return scale.labels }
    return scale.lower.isNaN ? [] : [NumberText.value(scale.lower)]
  }

  var numbers: Numbers {
    .record([
      "name": .text(name), "map": .text(map.rawValue), "logarithmic": .flag(scale.isLogarithmic),
      "levels": .list(scale.levels), "labels": .list(scale.labels),
      "lower": .number(scale.lower), "upper": .number(scale.upper),
    ])
  }
}
