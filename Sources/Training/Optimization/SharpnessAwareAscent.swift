import Numerics

/// The first half of a step of sharpness-aware minimization.
///
/// Foret et al. 2021, arXiv:2010.01412, algorithm 1.
/// At `θ` with gradient `g` the second gradient is taken at `θ + ρ g/‖g‖`, where the loss is about as large as it gets
/// within the radius ρ, and any optimizer then moves `θ` itself by it. A step costs two gradients.
package enum SharpnessAwareAscent {
  /// Keeps a vanishing gradient from being divided by zero.
  private static let smallestNorm = 1e-12

  /// Writes the point where the second gradient is taken; the gradient is 0 for running statistics, which stay.
  package static func move(
    from parameters: UnsafeBufferPointer<Float>, along gradient: UnsafeBufferPointer<Float>, radius: Double,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let factor = radius / (VectorMath.norm(gradient) + smallestNorm)
    VectorMath.combine(parameters, Float(factor), gradient, 0, gradient, into: result)
  }
}
