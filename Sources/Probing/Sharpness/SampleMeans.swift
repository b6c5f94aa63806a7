import Data

/// Means over the samples of a set, with their standard errors over the samples that there were to choose from.
struct SampleMeans {
  let set: SampleSet

  /// The standard error of the mean of one number for each sample; 0 of all samples, and nil where it is not known.
  func standardError(_ values: [Double]) -> Double? {
    if set.isWholePopulation { return 0 }
    let count = Double(values.count)
    guard values.count > 1, values.allSatisfy(\.isFinite) else { return nil }
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    let rest = 1 - count / Double(max(set.population, 1))
    return (squares / (count - 1) / count * rest).squareRoot()
  }

  /// The mean of numbers.
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  /// The standard error of the mean of independent numbers.
  static func scatter(_ values: [Double]) -> Double? {
    guard values.count > 1, values.allSatisfy(\.isFinite) else { return nil }
    let mean = mean(values)
    let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
  }

  /// The error of a sum of independent errors.
  static func joined(_ errors: Double?...) -> Double? {
    let known = errors.compactMap(\.self)
    return known.count == errors.count ? known.reduce(0) { $0 + $1 * $1 }.squareRoot() : nil
  }
}
