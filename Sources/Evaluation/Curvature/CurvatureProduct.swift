import Networks

/// A product of the Hessian and a direction.
package struct CurvatureProduct: Sendable {
  /// Sums of losses over the set.
  package let outcome: LossSums
  /// `Hv`, one number per parameter; NaN where the loss is not finite.
  package let product: [Float]
  /// `v · H_b v` of each micro-batch's mean loss, in their order; empty where the loss is not finite.
  package let quotients: [Double]
}
