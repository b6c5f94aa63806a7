/// A root of a continuous function between two positions where its signs differ.
///
/// Inverse quadratic interpolation where the three last points promise it, else bisection: Chandrupatla
/// 1997, doi:10.1016/S0965-9978(96)00051-8. Ends at the last bit, at a position that the function has been
/// evaluated at.
package struct BracketedRoot {
  /// The best position.
  package let root: Double
  /// The function's value there.
  package let residual: Double
  /// Evaluations of the function.
  package let iterations: Int
  /// False where the limit on iterations was met.
  package let converged: Bool

  /// Searches between two positions.
  ///
  /// - Precondition: `fa` and `fb`, the values at `a` and `b`, do not have the same sign.
  package init(between a: Double, _ fa: Double, and b: Double, _ fb: Double, of f: (Double) -> Double) {
    precondition(
      !(fa > 0 && fb > 0) && !(fa < 0 && fb < 0), "no change of sign: \(fa) at \(a), \(fb) at \(b)")
    var (a, fa, b, fb) = (a, fa, b, fb)
    var (c, fc) = (a, fa)
    var fraction = 0.5
    var iterations = 0
    var done = fa == 0 || fb == 0
    // Halving from any number to the smallest takes 2,100 steps.
    while !done, iterations < 2200 {
      iterations += 1
      let x = a + fraction * (b - a)
      let fx = f(x)
      if (fx > 0) == (fa > 0) {
        (c, fc) = (a, fa)
      } else {
        (c, fc) = (b, fb)
        (b, fb) = (a, fa)
      }
      (a, fa) = (x, fx)
      let best = abs(fa) < abs(fb) ? a : b
      let least = (best.magnitude * 0x1p-52 + Double.leastNonzeroMagnitude) / abs(b - a)
      if fa == 0 || fb == 0 || least > 0.5 {
        done = true
        break
      }
      let xi = (a - b) / (c - b)
      let phi = (fa - fb) / (fc - fb)
      fraction = 0.5
      if phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi {
        fraction =
          fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
      }
      fraction = fraction.isFinite ? min(max(fraction, least), 1 - least) : 0.5
    }
    let first = abs(fa) <= abs(fb)
    root = first ? a : b
    residual = first ? fa : fb
    self.iterations = iterations
    converged = done
  }
}
