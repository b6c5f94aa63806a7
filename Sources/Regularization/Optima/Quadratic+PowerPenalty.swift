import Glibc
import Numerics

/// Lp penalties with p > 1: convex, so that minimizing over one weight after the other leaves a rising
/// derivative.
extension Quadratic {
  /// Minimizes `f + λ Σ|wᵢ|ᵖ` for p > 1, p ≠ 2, λ > 0.
  ///
  /// The second weight is the exact minimizer given the first; what remains is one rising function of the
  /// first.
  func powerMinimum(exponent p: Double, strength: Double) -> (Vector2, Convergence) {
    func second(_ x: Double) -> Double {
      let slope = pull.y - matrix.xy * x
      if matrix.yy > 0 {
        let root = PowerProximal(exponent: p, weight: strength / matrix.yy).minimizer(
          abs(slope) / matrix.yy)
        return slope < 0 ? -root : root
      }
      return 0
    }
    // In the penalty's slope u = |x|^(p−1) the derivative is smooth at zero also for p < 2.
    let bySlope = p < 2
    func first(_ u: Double) -> Double {
      guard bySlope else { return u }
      let magnitude = pow(abs(u), 1 / (p - 1))
      return u < 0 ? -magnitude : magnitude
    }
    func derivative(_ u: Double) -> Double {
      let x = first(u)
      let power = bySlope ? u : (x < 0 ? -pow(-x, p - 1) : pow(x, p - 1))
      return matrix.xx * x + matrix.xy * second(x) - pull.x + strength * p * power
    }
    let atZero = derivative(0)
    guard atZero != 0 else { return (Vector2(0, second(0)), .exact) }
    // λ p u ≤ |pull| and f + λP ≤ f(0) both bound the root; twice the smaller bound has the other sign.
    let height = 0.5 * max(pull.dot(centre), 0)
    let byHeight = pow(height / strength, 1 / p)
    let limit = max(2 * (bySlope ? pow(byHeight, p - 1) : byHeight), Double.leastNormalMagnitude)
    var end = atZero < 0 ? limit : -limit
    var atEnd = derivative(end)
    while (atEnd > 0) == (atZero > 0), end.magnitude < 0x1p900 {
      end *= 2
      atEnd = derivative(end)
    }
    let root = BracketedRoot(between: 0, atZero, and: end, atEnd, of: derivative)
    let x = first(root.root)
    return (
      Vector2(x, second(x)),
      Convergence(
        iterations: root.iterations, residual: abs(root.residual), converged: root.converged)
    )
  }

  /// Minimizes f subject to `Σ|wᵢ|ᵖ ≤ t` for p > 1, where the budget binds: the strength whose minimum uses
  /// it up.
  func powerConstrained(exponent p: Double, region: ConstraintRegion) -> (Vector2, Convergence) {
    let budget = region.budget
    func excess(_ logarithm: Double) -> Double {
      log(
        max(region.penalty.value(powerMinimum(exponent: p, strength: exp(logarithm)).0), 1e-300)
          / budget)
    }
    // λP(w) ≤ f(0) − f(w): from this strength on the budget is not used up.
    let high = log(max(0.5 * pull.dot(centre) / budget, Double.leastNormalMagnitude)) + 0.1
    var (low, step) = (high, 1.0)
    var atLow = excess(low)
    let atHigh = atLow
    while atLow < 0, low > -700 {
      low -= step
      step *= 2
      atLow = excess(low)
    }
    guard atLow >= 0, atHigh <= 0 else {
      // The budget is that of the minimizer itself up to rounding.
      return (
        onBoundary(minimumPenaltySolution(region.penalty), region),
        Convergence(iterations: 0, residual: abs(atLow), converged: abs(atLow) <= 1e-12)
      )
    }
    let root = BracketedRoot(between: low, atLow, and: high, atHigh, of: excess)
    let point = powerMinimum(exponent: p, strength: exp(root.root)).0
    return (
      onBoundary(point, region),
      Convergence(
        iterations: root.iterations, residual: abs(root.residual), converged: root.converged)
    )
  }

  private func onBoundary(_ point: Vector2, _ region: ConstraintRegion) -> Vector2 {
    region.boundaryPoint(along: point == .zero ? pull : point)
  }
}
