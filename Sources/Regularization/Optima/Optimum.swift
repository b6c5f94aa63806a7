import Numerics

/// A point that satisfies the conditions of Karush, Kuhn and Tucker, with the evidence for it.
package struct Optimum: Codable, Hashable, Sendable {
  /// The weights w.
  package let point: Vector2
  /// The loss f(w), without penalty.
  package let loss: Double
  /// The penalty P(w), without strength: the budget that the point uses.
  package let penaltyValue: Double
  /// ∇f(w), without penalty.
  package let gradient: Vector2
  /// λ: given for a penalized problem, the multiplier of a constrained one.
  ///
  /// The multiplier makes `−∇f ∈ λ ∂P`; it is 0 when the budget does not bind. At the origin for a budget
  /// of zero, where many do, it is the smallest λ whose penalized optimum is the origin: infinite for
  /// penalties that are flat there, and for p < 1.
  package let strength: Double
  /// Distance of −∇f(w) from the subgradients λ ∂P(w), or from the region's normal cone, as a fraction of the
  /// larger of ‖∇f(w)‖ and ‖∇f(0)‖; plus the fraction of the budget by which P(w) exceeds it.
  package let kktResidual: Double
  /// Whether the penalty holds the point back: λ > 0 for a penalized problem, a used-up budget for a
  /// constrained one.
  package let isActive: Bool
  /// Whether the point lies where the level set of the penalty has a corner or cusp: one weight exactly zero.
  package let isCorner: Bool
  /// Whether no point nearby is better; false for the maxima and saddles among the stationary points for p
  /// < 1.
  package let isLocalMinimum: Bool
  /// Of the region `P ≤ t`, or of the level set of the penalty through the point; the apex when it is not
  /// active.
  package let normalCone: NormalCone
  /// How the method that found the point ended.
  package let convergence: Convergence

  /// How many of the two weights are exactly zero.
  package var zeroCount: Int { (point.x == 0 ? 1 : 0) + (point.y == 0 ? 1 : 0) }

  /// The value of `f + λP`.
  package var objective: Double { strength == .infinity ? loss : loss + strength * penaltyValue }
}

/// What a penalized or constrained problem in two weights has for solutions.
package struct OptimumSet: Codable, Hashable, Sendable {
  /// The global optimum first; then, for p < 1, all other points that satisfy the KKT conditions by rising
  /// value.
  package let points: [Optimum]
  /// All global optima.
  package let solutions: SolutionSet
  /// False when points may be missing (p < 1 only; it takes a degenerate problem).
  package let isComplete: Bool

  /// The global optimum; of several the first.
  package var global: Optimum { points[0] }

  init(_ optimum: Optimum, _ solutions: SolutionSet = .unique) {
    points = [optimum]
    self.solutions = solutions
    isComplete = true
  }

  /// Sorts KKT points by a value; those within rounding of the smallest are ties.
  init(candidates: [Optimum], isComplete: Bool, by value: (Optimum) -> Double, spread: Double) {
    precondition(!candidates.isEmpty, "a problem without stationary points")
    let sorted = candidates.sorted { value($0) < value($1) }
    let best = sorted.filter { $0.isLocalMinimum && value($0) - value(sorted[0]) <= 1e-13 * spread }
    points = sorted
    solutions = best.count > 1 ? .ties(best.map(\.point)) : .unique
    self.isComplete = isComplete
  }
}

/// All solutions of a problem, where the reported point is one of them.
package enum SolutionSet: Codable, Hashable, Sendable {
  /// The reported point alone.
  case unique
  /// All points between two ends, which are included.
  case segment(Vector2, Vector2)
  /// A line, cut off by the constraint region where there is one.
  case line(through: Vector2, direction: Vector2)
  /// Every point, cut off by the constraint region where there is one.
  case plane
  /// Several separate points of equal value, the reported one first.
  case ties([Vector2])
}
