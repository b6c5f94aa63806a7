import Storage

/// How the curvature of a surface's points was found.
package struct CurvatureRecord: Codable, Hashable, Sendable {
  /// Samples that the Hessian is a mean over.
  package let samples: Int
  /// Digest of the chosen samples' indices; nil where all were used.
  package let sampleChoice: Digest?
  /// Parameters that the Hessian is in.
  package let parameters: Int
  /// The residual at which eigenvalues count as found, in units of their magnitudes.
  package let tolerance: Double
  /// Products with the Hessian at most, at each point.
  package let products: Int

  package init(samples: Int, sampleChoice: Digest?, parameters: Int, tolerance: Double, products: Int) {
    self.samples = samples
    self.sampleChoice = sampleChoice
    self.parameters = parameters
    self.tolerance = tolerance
    self.products = products
  }
}
