import Networks
import Numerics
import Tensors

/// The leading eigenvectors of an objective's Hessian by power iteration: the directions that products with it turn to.
///
/// The eigenvalue that is largest in magnitude comes first. Later ones are found in the complement of those before
/// (deflation), so that what an earlier one lacks in accuracy the later ones lack too.
package struct PowerIteration: Hashable, Sendable {
  /// Steps at most for each eigenvector.
  package var iterations: Int
  /// The residual at which an eigenvector counts as found.
  package var tolerance: Double
  /// Whether to end there; otherwise all steps are made.
  package var endsEarly: Bool

  package init(iterations: Int = 100, tolerance: Double = 1e-3, endsEarly: Bool = true) {
    precondition(iterations >= 0, "\(iterations) iterations")
    self.iterations = iterations
    self.tolerance = tolerance
    self.endsEarly = endsEarly
  }

  /// An eigenvector as far as it was found; not to have converged is a result too.
  package struct Eigenpair: Hashable, Sendable {
    /// The Rayleigh quotient `v · Hv`.
    package let value: Double
    /// Of length 1.
    package let vector: [Float]
    /// `‖Hv − λv‖ / |λ|`.
    package let residual: Double
    /// Steps made.
    package let iterations: Int
    /// Whether the residual is within the tolerance.
    package let converged: Bool
  }

  /// The first `count` eigenpairs at a point; nil when asked to stop.
  ///
  /// Where the network overflows the residual is NaN. The Hessian 0 has the eigenvalue 0, whose residual is 0.
  ///
  /// - Parameter starts: what iteration starts from, one direction for each eigenpair.
  /// - Throws: `KernelError` when memory is short.
  package func leading(
    of objective: Objective, at parameters: [Float], from starts: [[Float]], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> [Eigenpair]? {
    var found: [Eigenpair] = []
    for start in starts {
      let others = found.map(\.vector)
      guard let pair = try next(objective, parameters, start, orthogonalTo: others, stop) else { return nil }
      found.append(pair)
    }
    return found
  }

  private func next(
    _ objective: Objective, _ parameters: [Float], _ start: [Float], orthogonalTo others: [[Float]],
    _ stop: StopRequest
  ) throws(KernelError) -> Eigenpair? {
    var vector = start
    _ = Self.normalize(&vector, orthogonalTo: others)
    var (gradient, product) = (start, start)
    for step in 0... {
      let outcome = try objective.hessianVectorProduct(
        at: parameters, along: vector, gradient: &gradient, product: &product, stop: stop)
      guard outcome != nil else { return nil }
      let value = vector.withUnsafeBufferPointer { v in
        product.withUnsafeBufferPointer { VectorMath.dot(v, $0) }
      }
      let residual = Self.residual(product, vector, value)
      let hasConverged = residual <= tolerance
      guard step < iterations, !(hasConverged && endsEarly), residual.isFinite,
        Self.normalize(&product, orthogonalTo: others)
      else {
        return Eigenpair(
          value: value, vector: vector, residual: residual, iterations: step, converged: hasConverged)
      }
      swap(&vector, &product)
    }
    return nil
  }

  /// `‖Hv − λv‖ / |λ|`; 0 where both vanish.
  private static func residual(_ product: [Float], _ vector: [Float], _ value: Double) -> Double {
    var sum = 0.0
    for i in product.indices {
      let difference = Double(product[i]) - value * Double(vector[i])
      sum += difference * difference
    }
    return sum == 0 && value == 0 ? 0 : sum.squareRoot() / abs(value)
  }

  private static func remove(_ others: [[Float]], from vector: inout [Float]) {
    for other in others {
      let part = vector.withUnsafeBufferPointer { v in
        other.withUnsafeBufferPointer { VectorMath.dot(v, $0) }
      }
      for i in vector.indices { vector[i] -= Float(part * Double(other[i])) }
    }
  }

  /// Gives a vector the length 1; false for one that has no direction.
  private static func normalize(_ vector: inout [Float], orthogonalTo others: [[Float]]) -> Bool {
    remove(others, from: &vector)
    let norm = vector.withUnsafeBufferPointer(VectorMath.norm)
    guard norm > 0, norm.isFinite else { return false }
    for i in vector.indices { vector[i] /= Float(norm) }
    return true
  }
}
