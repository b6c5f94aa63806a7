/// How an iterative method ended.
package struct Convergence: Codable, Hashable, Sendable {
  /// Steps taken; 0 for closed forms.
  package let iterations: Int
  /// What the method drives to zero, in the units that its caller documents.
  package let residual: Double
  /// Whether the residual met the tolerance of the method.
  package let converged: Bool

  /// The record of a result in closed form.
  package static let exact = Convergence(iterations: 0, residual: 0, converged: true)

  /// A record from its parts.
  package init(iterations: Int, residual: Double, converged: Bool) {
    self.iterations = iterations
    self.residual = residual
    self.converged = converged
  }
}
