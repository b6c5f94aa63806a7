/// Arithmetic of benchmarks, where what cannot be true is an error and never a figure.
package enum Figures {
  /// The figure itself, a finite number above zero.
  package static func possible(_ value: Double, _ name: String) throws(ImpossibleFigure) -> Double {
    guard value.isFinite, value > 0 else { throw .notPositive(name: name, value: value) }
    return value
  }

  /// The middle one of figures above zero, the upper of two.
  package static func median(_ values: [Double], _ name: String) throws(ImpossibleFigure) -> Double {
    guard !values.isEmpty else { throw .notPositive(name: name, value: .nan) }
    for value in values { _ = try possible(value, name) }
    return values.sorted()[values.count / 2]
  }

  /// Samples a second, start-up excluded: from two runs that differ in their number of samples alone.
  package static func rate(
    few: (count: Int, seconds: Double), many: (count: Int, seconds: Double), _ name: String
  ) throws(ImpossibleFigure) -> Double {
    let (count, seconds) = (many.count - few.count, many.seconds - few.seconds)
    _ = try possible(few.seconds, name)
    guard count > 0, seconds.isFinite, seconds > 0 else {
      throw .noTime(name: name, count: count, seconds: seconds)
    }
    return Double(count) / seconds
  }

  /// The number that a report names, which must be the one asked for.
  package static func confirmed(
    _ found: Int?, asked: Int, _ name: String
  ) throws(ImpossibleFigure) -> Int {
    guard let found, found == asked, found > 0 else {
      throw .unexpected(name: name, asked: asked, found: found)
    }
    return found
  }
}
