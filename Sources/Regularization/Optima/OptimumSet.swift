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

  /// Sorts KKT points by a value; those within rounding of the least are ties.
  init(candidates: [Optimum], isComplete: Bool, by value: (Optimum) -> Double, spread: Double) {
    precondition(!candidates.isEmpty, "a problem without stationary points")
    let sorted = candidates.sorted { value($0) < value($1) }
    let best = sorted.filter { $0.isLocalMinimum && value($0) - value(sorted[0]) <= 1e-13 * spread }
    points = sorted
    solutions = best.count > 1 ? .ties(best.map(\.point)) : .unique
    self.isComplete = isComplete
  }
}
