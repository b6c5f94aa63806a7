import Numerics

/// A random sample of a population, calibrated on regressors whose means over the population are known better than from the
/// sample.
///
/// The mean of `y` over the population is estimated by the regression estimator `ȳ + βᵀ(X̂ − x̄)`: `ȳ` and `x̄` are means
/// over the sample, `X̂` the known means, and `β` are the coefficients of a ridge regression of `y` on the regressors
/// in the sample. The same number is `Σ wᵢ yᵢ` with weights as near to `1/n` as possible under which the sample's
/// regressors have the known means (Deville & Särndal 1992, *Journal of the American Statistical Association* 87:376). Its
/// error has two parts: the mean of the residuals over the sample, and `βᵀ` times the errors of the known means.
///
/// Numbers of a phase are relative: whoever uses it divides losses by a scale of their point.
struct CalibrationPhase {
  /// Ridge, in means of the diagonal of the regressors' products.
  static let ridge = 1e-3

  /// Samples of the phase, the first of the random order.
  let count: Int
  /// Samples in all.
  let population: Int
  /// Factor of a variance per sample in that of a mean: `1/n − 1/N`.
  let fraction: Double
  /// The regressors, centred and made orthogonal: the columns of `X L⁻ᵀ`, with `L Lᵀ = XᵀX + λI`.
  private let basis: [[Double]]
  private let factor: CholeskyFactor
  /// Known means less those of the sample, in the basis: `L⁻¹ (X̂ − x̄)`.
  private let shift: [Double]
  /// Covariance of the known means.
  private let known: [[Double]]
  /// The same in the basis: `L⁻¹ C L⁻ᵀ`.
  private let rotated: [[Double]]
  /// What a residual is multiplied by to be that of a regression which has not seen its sample: `1/(1 − hᵢ)`.
  private let inflation: [Double]

  /// A phase of the first `count` samples.
  ///
  /// - Parameters:
  ///   - regressors: relative values for at least `count` samples each.
  ///   - means: their known means.
  ///   - covariance: of the errors of the known means; nil where they have none.
  ///   - population: samples in all.
  init(
    count: Int, regressors: [[Double]], means: [Double], covariance: [[Double]]? = nil, population: Int
  ) {
    precondition(count > 0 && count <= population, "\(count) samples of \(population)")
    self.count = count
    self.population = population
    fraction = max(0, 1 / Double(count) - 1 / Double(population))
    let covariance = covariance ?? means.map { _ in means.map { _ in 0 } }
    known = covariance
    var centred: [[Double]] = []
    var differences: [Double] = []
    for (values, mean) in zip(regressors, means) {
      let own = values.prefix(count).mean
      differences.append(mean - own)
      centred.append(values.prefix(count).map { $0 - own })
    }
    var products = centred.indices.map { i in (0...i).map { centred[i].dot(centred[$0]) } }
    let diagonal = products.indices.reduce(0) { $0 + products[$1][$1] }
    let ridge = Self.ridge * diagonal / Double(max(1, products.count))
    for i in products.indices { products[i][i] += ridge }
    guard diagonal > 0, diagonal.isFinite, let factor = CholeskyFactor(lowerTriangle: products) else {
      // Regressors that are the same for all samples say nothing.
      basis = []
      factor = CholeskyFactor()
      shift = []
      rotated = []
      inflation = Array(repeating: count > 1 ? Double(count) / Double(count - 1) : 1, count: count)
      return
    }
    self.factor = factor
    var leverage = [Double](repeating: 1 / Double(count), count: count)
    for k in centred.indices {
      for j in 0..<k { centred[k].add(centred[j], times: -factor[k, j]) }
      centred[k].scale(by: 1 / factor[k, k])
      for (i, value) in centred[k].enumerated() { leverage[i] += value * value }
    }
    basis = centred
    shift = factor.forward(differences)
    let half = covariance.map { factor.forward($0) }
    rotated = half.transposed.map { factor.forward($0) }
    inflation = leverage.map { 1 / (1 - min($0, Self.largestLeverage)) }
  }

  /// What a sample's residual may count at most: a sample that the regression follows alone tells nothing of its error.
  private static let largestLeverage = 0.95

  /// What the residuals' variance is multiplied by: their variance for samples that the phase has not seen, in that for its
  /// own.
  private(set) var unseen = 1.0

  /// What a regression finds.
  struct Fit {
    /// Estimated mean.
    var mean: Double
    /// Variance of a residual that the regression has not seen.
    var residualVariance: Double
    /// Variance of the estimate: that of the residuals' mean and that through the known means.
    var variance: Double
    /// Coefficients in the phase's basis; empty where the plain mean is used.
    fileprivate var projection: [Double]
  }

  /// Estimates the mean of a quantity from its relative values for the first `count` samples.
  ///
  /// Where the regressors do not help, it is the sample's plain mean.
  func fit(_ values: [Double]) -> Fit { regression(values).fit }

  /// Estimates the mean of a quantity from values for the first `count` samples that are not quite right, and from what has to be
  /// added to some of them.
  ///
  /// The mean of the differences is added to the estimate, and their error to its error: double sampling for a difference
  /// (Cochran, *Sampling Techniques*, ch. 12).
  ///
  /// - Parameter differences: the right values less those at hand, for the first samples; two at least.
  func fit(_ values: [Double], adding differences: [Double]) -> Fit {
    precondition(differences.count > 1 && differences.count <= count, "\(differences.count) differences")
    var (fit, residuals) = regression(values)
    let mean = differences.mean
    let centred = differences.map { $0 - mean }
    let own = centred.dot(centred) / Double(centred.count - 1)
    // The samples are among those of the estimate.
    let shared = centred.dot(Array(residuals.prefix(centred.count))) / Double(centred.count - 1)
    let added = (1 / Double(centred.count) - 1 / Double(population)) * own + 2 * fraction * shared
    fit.mean += mean
    fit.variance = max(fit.variance + added, fraction * own)
    return fit
  }

  /// Measures how residuals vary for samples that the phase has not seen, and takes that into account from now on.
  ///
  /// Where a few samples carry a mean, a small sample misses them and thinks itself better than it is. Regressors are known for
  /// more samples than the phase has: each in turn is estimated from the others, and its residuals for the further samples are
  /// compared with those for the phase's own.
  ///
  /// - Parameter regressors: relative values for all samples for which they are known.
  mutating func validate(on regressors: [[Double]]) {
    let stride = max(1, regressors.count / Self.validations)
    var (own, further) = (0.0, 0.0)
    for left in Swift.stride(from: regressors.count - 1, through: 0, by: -stride) {
      var others = regressors
      let target = others.remove(at: left)
      let seen = min(count + Self.furtherSamples, regressors.map(\.count).min() ?? 0)
      guard seen >= count + Self.fewestFurther else { return }
      let phase = CalibrationPhase(
        count: count, regressors: others, means: others.map { $0.prefix(count).mean }, population: population)
      let found = phase.residuals(of: target, with: others, in: count..<seen)
      own += found.own
      further += found.further
    }
    guard own > 0 else { return }
    unseen = max(1, further / own)
  }

  /// Regressors that are left out in turn, at most about.
  private static let validations = 12
  /// Further samples that residuals are compared for, at most.
  private static let furtherSamples = 3000
  /// Further samples without which nothing can be said.
  private static let fewestFurther = 32

  /// Mean squares of residuals for the phase's samples, as a regression finds them that has not seen each, and for others.
  private func residuals(
    of values: [Double], with regressors: [[Double]], in others: Range<Int>
  ) -> (own: Double, further: Double) {
    let (fit, residuals) = regression(values)
    let coefficients = fit.projection.isEmpty ? [] : factor.backward(fit.projection)
    let centre = values.prefix(count).mean
    var rest = values[others].map { $0 - centre }
    for (column, coefficient) in zip(regressors, coefficients) {
      let mean = column.prefix(count).mean
      rest.add(column[others].map { $0 - mean }, times: -coefficient)
    }
    return (
      residuals.dot(residuals) / Double(count), rest.dot(rest) / Double(others.count)
    )
  }

  /// The plain mean over the phase's sample.
  func plainMean(_ values: [Double]) -> Fit {
    let own = values.prefix(count).mean
    let squares = values.prefix(count).reduce(0) { $0 + ($1 - own) * ($1 - own) }
    let variance = unseen * squares / Double(max(1, count - 1))
    return Fit(mean: own, residualVariance: variance, variance: fraction * variance, projection: [])
  }

  private func regression(_ values: [Double]) -> (fit: Fit, residuals: [Double]) {
    let plain = plainMean(values)
    let centred = values.prefix(count).map { $0 - plain.mean }
    var residuals = centred
    var mean = plain.mean
    var projection: [Double] = []
    for (column, difference) in zip(basis, shift) {
      // The basis is orthogonal up to the ridge; all products are taken with the centred values.
      projection.append(column.dot(centred))
      mean += projection[projection.count - 1] * difference
    }
    for (column, coefficient) in zip(basis, projection) { residuals.add(column, times: -coefficient) }
    for i in residuals.indices { residuals[i] *= inflation[i] }
    let residualVariance = unseen * residuals.dot(residuals) / Double(count)
    var inherited = 0.0
    for (row, coefficient) in zip(rotated, projection) { inherited += coefficient * row.dot(projection) }
    let fit = Fit(
      mean: mean, residualVariance: residualVariance,
      variance: fraction * residualVariance + max(0, inherited), projection: projection)
    return fit.variance <= plain.variance ? (fit, residuals) : (plain, centred)
  }

  /// Estimates of several quantities at once, with the covariance of their errors and those of the known means, in this
  /// order: known means first.
  func fits(_ columns: [[Double]]) -> (means: [Double], covariance: [[Double]]) {
    let found = columns.map(regression)
    var covariance = known
    for (index, (fit, residuals)) in found.enumerated() {
      let coefficients = fit.projection.isEmpty ? [] : factor.backward(fit.projection)
      // With the known means: βᵀ C.
      var row = known.map { $0.prefix(coefficients.count).dot(coefficients) }
      for (other, otherResiduals) in found[...index] {
        var value = unseen * fraction * residuals.dot(otherResiduals) / Double(count)
        if !fit.projection.isEmpty, !other.projection.isEmpty {
          for (line, coefficient) in zip(rotated, fit.projection) {
            value += coefficient * line.dot(other.projection)
          }
        }
        row.append(value)
      }
      for (column, value) in row.dropLast().enumerated() { covariance[column].append(value) }
      covariance.append(row)
    }
    return (found.map(\.fit.mean), covariance)
  }
}

extension Collection where Element == Double, Index == Int {
  /// The mean; 0 of none.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}

extension RandomAccessCollection where Element == Double, Index == Int {
  /// The scalar product with as many numbers.
  func dot(_ other: [Double]) -> Double {
    guard
      let value = withContiguousStorageIfAvailable({ own in
        other.withUnsafeBufferPointer { other in
          precondition(own.count <= other.count, "\(own.count) numbers by \(other.count)")
          guard let x = own.baseAddress, let y = other.baseAddress else { return 0.0 }
          return VectorLoops.dot(x, y, own.count)
        }
      })
    else { return zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }
    return value
  }
}

extension [Double] {
  /// Adds a multiple of as many numbers.
  mutating func add(_ other: [Double], times factor: Double) {
    precondition(count == other.count, "\(count) numbers and \(other.count)")
    withUnsafeMutableBufferPointer { own in
      other.withUnsafeBufferPointer { other in
        guard let y = own.baseAddress, let x = other.baseAddress else { return }
        VectorLoops.add(factor, x, to: y, own.count)
      }
    }
  }

  /// Multiplies all numbers.
  mutating func scale(by factor: Double) { for i in indices { self[i] *= factor } }
}

extension [[Double]] {
  /// Rows as columns.
  var transposed: [[Double]] {
    guard let first else { return [] }
    return first.indices.map { column in map { $0[column] } }
  }
}
