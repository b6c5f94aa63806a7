import Glibc

/// How values become heights in the box and positions on the colour scale.
///
/// The *measure* of a value is what the scale's steps are even in: its logarithm on a log scale.
struct SceneHeights: Hashable, Sendable {
  /// The least and the greatest value that the box shows; NaN when no value is finite.
  let lower: Double
  let upper: Double
  let isLogarithmic: Bool
  /// Measure above which the surface is cut off.
  let limit: Double
  /// Height of the least value, as a share of the box's.
  let foot: Double
  private let scale: Scale
  private let lowerMeasure: Double

  init(_ options: SceneOptions, scale: Scale) {
    self.scale = scale
    lower = scale.lower
    upper = options.clip.map { max(scale.lower, min(scale.upper, $0)) } ?? scale.upper
    isLogarithmic =
      switch options.heights {
      case .scale: scale.isLogarithmic
      case .linear: false
      case .logarithmic: scale.lower > 0
      }
    foot = options.drawsFloorContours ? 0.34 : 0
    lowerMeasure = scale.lower.isNaN ? 0 : Self.measure(of: scale.lower, on: scale)
    limit = upper.isNaN ? .infinity : Self.measure(of: upper, on: scale)
  }

  private static func measure(of value: Double, on scale: Scale) -> Double {
    if !scale.isLogarithmic { return value }
    return value > 0 ? log(value) : -.infinity
  }

  /// Raises measures below the box to its lower end.
  func clamped(_ measure: Double) -> Double { measure < lowerMeasure ? lowerMeasure : measure }

  /// Position of a value on the colour scale, 0 at the scale's lower and 1 at its upper end.
  func position(of value: Double) -> Double { position(ofMeasure: Self.measure(of: value, on: scale)) }

  /// Position of a measure on the colour scale.
  func position(ofMeasure measure: Double) -> Double {
    Self.share(measure, lowerMeasure, Self.measure(of: scale.upper, on: scale))
  }

  /// Height of a value as a share of the box's: 0 on the floor, 1 at the top.
  func height(of value: Double) -> Double { height(ofMeasure: Self.measure(of: value, on: scale)) }

  /// Height of a measure, see `height(of:)`; at the limit exactly 1.
  func height(ofMeasure measure: Double) -> Double {
    if measure == limit && limit > lowerMeasure { return 1 }
    let share =
      switch (isLogarithmic, scale.isLogarithmic) {
      case (true, true), (false, false): Self.share(measure, lowerMeasure, limit)
      case (false, true): Self.share(min(exp(measure), .greatestFiniteMagnitude), lower, upper)
      case (true, false): Self.share(log(max(measure, lower)), log(lower), log(upper))
      }
    return foot + (1 - foot) * share
  }

  /// Where a value lies between two others; in the middle when they are equal.
  ///
  /// Halved, since a difference of two finite numbers need not be finite.
  private static func share(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
    let range = upper / 2 - lower / 2
    return range > 0 ? (value / 2 - lower / 2) / range : 0.5
  }

  /// Round numbers along the vertical axis, on a log axis evenly spread over it.
  func ticks(count: Int) -> Ticks {
    if lower.isNaN { return Ticks(numbers: []) }
    if isLogarithmic { return Ticks(logarithmic: lower, upper, count: count) }
    return Ticks(linear: lower, upper, count: count)
  }
}
