import Evaluation
import Networks
import Numerics
import Tensors

/// The largest loss near a point, found by steps that each go to the best place for the gradient at the place before.
///
/// In a box or a ball that place is known in closed form. Where the loss is convex no step leads down (conditional gradients;
/// Journée et al. 2010, §2). The best place of all steps counts: what is found is a lower bound of the maximum.
struct LossAscent {
  /// Where the loss may be looked for, as a displacement of the parameters that move.
  enum Region {
    /// `|zᵢ| ≤ ε (|θᵢ| + 1)`.
    case box(epsilon: Double)
    /// `‖z‖ ≤ ρ`.
    case ball(radius: Double)
    /// `‖z/|θ|‖ ≤ ρ`, element by element.
    case relativeBall(radius: Double)
  }

  let region: Region
  let steps: Int

  /// The gain of the last step, in parts of the whole rise, that counts as none.
  private static let tolerance = 0.01

  /// Where the loss was largest.
  struct Result {
    let point: [Float]
    let converged: Bool
  }

  /// Goes up; nil when asked to stop.
  ///
  /// - Parameters:
  ///   - moving: blocks that move.
  ///   - fallback: a direction for a point at which the gradient vanishes.
  func run(
    _ objective: Objective, at origin: [Float], moving: [ParameterBlock], fallback: [Float],
    stop: StopRequest
  ) throws(ProbingError) -> Result? {
    var gradient = origin
    guard let start = try loss(objective, at: origin, &gradient, stop) else { return nil }
    var best = (point: origin, loss: start)
    var gain = Double.infinity
    for _ in 0..<steps {
      guard gradient.withUnsafeBufferPointer(VectorMath.isFinite) else { break }
      guard
        let point = self.point(from: origin, along: gradient, moving)
          ?? self.point(from: origin, along: fallback, moving)
      else {
        // Nothing can move.
        gain = 0
        break
      }
      guard let found = try loss(objective, at: point, &gradient, stop) else { return nil }
      gain = found - best.loss
      if found > best.loss || !found.isFinite { best = (point, found) }
      if !found.isFinite { break }
      if gain <= 0 { break }
    }
    let rise = best.loss - start
    return Result(point: best.point, converged: gain <= Self.tolerance * rise || !best.loss.isFinite)
  }

  private func loss(
    _ objective: Objective, at point: [Float], _ gradient: inout [Float], _ stop: StopRequest
  ) throws(ProbingError) -> Double? {
    do throws(KernelError) {
      return try objective.gradient(at: point, into: &gradient, stop: stop)?.loss
    } catch { throw .kernel(error) }
  }

  /// The place in the region that lies farthest along a gradient; nil where it has none.
  private func point(
    from origin: [Float], along gradient: [Float], _ moving: [ParameterBlock]
  ) -> [Float]? {
    var result = origin
    switch region {
    case .box(let epsilon):
      var moves = false
      for i in moving.lazy.flatMap(\.range) where gradient[i] != 0 {
        let edge = epsilon * (abs(Double(origin[i])) + 1)
        result[i] = Float(Double(origin[i]) + (gradient[i] > 0 ? edge : -edge))
        moves = true
      }
      return moves ? result : nil
    case .ball(let radius):
      return Self.move(&result, gradient, moving, radius) { _ in 1 }
    case .relativeBall(let radius):
      return Self.move(&result, gradient, moving, radius) { abs(Double($0)) }
    }
  }

  /// `θ + ρ T²g/‖Tg‖`.
  private static func move(
    _ point: inout [Float], _ gradient: [Float], _ moving: [ParameterBlock], _ radius: Double,
    _ scale: (Float) -> Double
  ) -> [Float]? {
    var squares = 0.0
    for i in moving.lazy.flatMap(\.range) {
      let part = scale(point[i]) * Double(gradient[i])
      squares += part * part
    }
    let norm = squares.squareRoot()
    guard norm > 0, norm.isFinite else { return nil }
    for i in moving.lazy.flatMap(\.range) {
      let size = scale(point[i])
      point[i] = Float(Double(point[i]) + radius * size * size * Double(gradient[i]) / norm)
    }
    return point
  }
}
