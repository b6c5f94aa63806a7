import Evaluation
import Networks
import Numerics
import Surfaces

/// How the largest and the smallest eigenvalue of the Hessian are found at a point of a surface.
package struct PointCurvature: Hashable, Sendable {
  /// The residual at which each counts as found, in units of its magnitude, or of `leastShare` of the larger one's where that is
  /// more.
  package var tolerance: Double
  /// Products with the Hessian at most.
  package var products: Int

  package init(tolerance: Double = 0.05, products: Int = 60) {
    self.tolerance = tolerance
    self.products = products
  }

  /// Smaller ratios need not be told apart.
  private static let leastShare = 2e-3

  /// What is known at a point.
  struct Value {
    let largest: Double
    let smallest: Double
    /// `|λmin/λmax|`.
    let ratio: Double
    /// The larger of both residuals.
    let residual: Double

    /// Where the loss has diverged.
    static let diverged = Value(
      largest: .infinity, smallest: .infinity, ratio: .infinity, residual: .infinity)
  }

  /// The eigenvalues at a point; nil when asked to stop.
  ///
  /// - Throws: `ProbingError.kernel`.
  func value(_ hessian: HessianOperator, seed: UInt64, stop: StopRequest) throws(ProbingError) -> Value? {
    var iteration = LanczosIteration(top: 1, bottom: 1, tolerance: tolerance, products: products)
    iteration.leastShare = Self.leastShare
    let found: LanczosIteration.Result?
    do throws(CurvatureError) {
      found = try iteration.run(hessian, seed: seed, stop: stop)
    } catch {
      if error == .diverges { return .diverged }
      throw ProbingError(error)
    }
    guard let found else { return nil }
    let (top, bottom) = (found.top[0], found.bottom[0])
    let norm = max(abs(top.value), abs(bottom.value))
    let residual = [top, bottom].reduce(0.0) {
      max($0, $1.distance / max(abs($1.value), Self.leastShare * norm))
    }
    return Value(
      largest: top.value, smallest: bottom.value,
      ratio: norm == 0 ? 0 : abs(bottom.value / top.value),
      residual: norm == 0 ? 0 : residual)
  }

  /// What a surface records of it.
  func record(_ hessian: HessianOperator) -> CurvatureRecord {
    let set = hessian.objective.definition.set
    return CurvatureRecord(
      samples: set.count, sampleChoice: set.isWholePopulation ? nil : set.choiceDigest,
      parameters: hessian.dimension, tolerance: tolerance, products: products)
  }
}
