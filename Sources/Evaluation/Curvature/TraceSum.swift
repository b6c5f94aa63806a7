import Numerics

/// The trace of a Hessian as it comes together: that of a space, and Hutchinson's estimates of the rest.
///
/// For a vector `z` of random signs, less its part in the space, `z · Hz` has the trace of the rest as its mean; so have its
/// parts over blocks of parameters, whose traces add up to the whole one (Hutchinson 1990, doi:10.1080/03610919008812866).
struct TraceSum {
  private let hessian: HessianOperator
  private let found: LanczosIteration.Result
  private var whole = MomentSum()
  private var blocks: [MomentSum]
  private var groups: [MomentSum]

  /// The trace of the space that eigenvalues were found in.
  init(_ hessian: HessianOperator, _ found: LanczosIteration.Result) {
    self.hessian = hessian
    self.found = found
    blocks = Array(repeating: MomentSum(), count: hessian.moving.count)
    groups = Array(repeating: MomentSum(), count: hessian.groups.batches.count)
  }

  /// Adds the estimate of a probe outside of the space.
  mutating func add(_ outside: [Float], _ product: CurvatureProduct) {
    let parts = hessian.products(outside, product.product)
    whole.add(parts.reduce(0, +))
    for (index, part) in parts.enumerated() { blocks[index].add(part) }
    for (index, quotient) in product.quotients.enumerated() { groups[index].add(quotient) }
  }

  /// The trace with its errors.
  var trace: CurvatureStudy.Trace {
    let inside = found.curvature
    return CurvatureStudy.Trace(
      value: inside.blocks.reduce(0, +) + whole.mean, error: Self.error(whole),
      sampleError: hessian.groups.standardError(zip(inside.groups, groups).map { $0 + $1.mean }),
      blocks: zip(inside.blocks, blocks).map { ($0 + $1.mean, Self.error($1)) })
  }

  private static func error(_ sum: MomentSum) -> Double? {
    sum.count > 1 ? (sum.unbiasedVariance / Double(sum.count)).squareRoot() : nil
  }
}
