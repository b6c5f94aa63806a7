import Glibc
import Numerics

/// The minimum of any smooth loss over a constraint region, refined until its KKT residual is small.
///
/// From several starts, projected gradient steps with a sufficient-decrease test find the basin (the
/// projection is the exact optimum of a round quadratic); then the answer is polished where it lies: a
/// corner is kept if its normal cone holds the negative gradient, an arc is followed by root finding on the
/// derivative along it, the inside by Newton steps with differences of gradients. The best KKT point wins.
/// The residual that comes with it says how good it is: on a surface whose gradient jumps, as under
/// bilinear interpolation, it stays large. For losses with several basins the starts decide.
package struct RegionSearch: Sendable {
  /// Where the minimum is sought.
  package let region: ConstraintRegion
  /// First-order steps from each start at most.
  package var stepLimit = 500
  /// Residual at which a point counts as converged.
  package var tolerance = 1e-9

  /// A search of that region.
  ///
  /// - Throws: `invalidParameter` for an infinite budget, for which there is no region to search.
  package init(_ region: ConstraintRegion) throws(RegularizationError) {
    guard region.budget < .infinity else {
      throw .invalidParameter(name: "budget", value: region.budget)
    }
    self.region = region
  }

  /// The best KKT point found; its `convergence` counts the steps that led there.
  ///
  /// - Parameter starts: more points to start from, for instance the trained weights. Those that are not
  ///   allowed are projected.
  package func minimum(of loss: some PlaneLoss, starts: [Vector2] = []) -> OptimumSet {
    if region.budget == 0 { return OptimumSet(record(.zero, loss, isActive: true, 0)) }
    let middles = [Vector2(1, 1), Vector2(-1, 1), Vector2(-1, -1), Vector2(1, -1)]
      .map { region.boundaryPoint(along: $0) }
    var found: [Optimum] = []
    for start in starts.map(project) + [.zero] + region.axisPoints + middles {
      let (point, iterations) = descend(from: start, on: loss)
      for candidate in polished(point, loss, iterations)
      where found.allSatisfy({ $0.point.distance(to: candidate.point) > 1e-9 * region.axisExtent }) {
        found.append(candidate)
      }
    }
    let values = found.map(\.loss).filter(\.isFinite)
    let spread = (values.max() ?? 0) - (values.min() ?? 0)
    // A point that fails the conditions is no optimum, however low: it would be one that the search left
    // too early.
    let accepted = found.filter { $0.kktResidual <= tolerance && $0.loss.isFinite }
    let fallback = found.filter { $0.loss.isFinite }.min { $0.kktResidual < $1.kktResidual }
    let candidates = accepted.isEmpty ? [fallback ?? found[0]] : accepted
    return OptimumSet(
      candidates: candidates, isComplete: false, by: \.loss, spread: spread)
  }

  /// The nearest allowed point; of several one.
  func project(_ w: Vector2) -> Vector2 {
    guard !region.contains(w) else { return w }
    let round = Quadratic(checked: .identity, centre: w, constant: 0, pull: w)
    return round.minimum(in: region).global.point
  }

  private func record(_ w: Vector2, _ loss: some PlaneLoss, isActive: Bool, _ iterations: Int)
    -> Optimum
  {
    let bare = Optimum(
      constrained: w, loss: loss, region: region, isActive: isActive, convergence: .exact)
    return Optimum(
      constrained: w, loss: loss, region: region, isActive: isActive,
      convergence: Convergence(
        iterations: iterations, residual: bare.kktResidual, converged: bare.kktResidual <= tolerance
      ))
  }

  /// Projected gradient descent with Armijo's rule; ends when steps no longer help.
  private func descend(from start: Vector2, on loss: some PlaneLoss) -> (Vector2, Int) {
    var w = start
    var value = loss.value(at: w)
    var step = region.axisExtent / max(loss.gradient(at: w).norm, Double.leastNormalMagnitude)
    for iteration in 1...stepLimit {
      let g = loss.gradient(at: w)
      var moved = false
      for _ in 0..<60 {
        let next = project(w - step * g)
        let change = next - w
        let nextValue = loss.value(at: next)
        if nextValue <= value + 1e-4 * g.dot(change), nextValue < value {
          let isSmall = change.norm <= 1e-9 * region.axisExtent
          (w, value, moved) = (next, nextValue, !isSmall)
          step *= 2
          break
        }
        step /= 2
      }
      if !moved { return (w, iteration) }
    }
    return (w, stepLimit)
  }

  /// KKT candidates next to a point: of its kind, and the kinds that border on it.
  private func polished(_ w: Vector2, _ loss: some PlaneLoss, _ iterations: Int) -> [Optimum] {
    var candidates: [Optimum] = []
    let onBoundary = region.penalty.value(w) >= region.budget * (1 - 1e-6)
    if onBoundary {
      if let tip = region.axisPoints.min(by: { $0.distance(to: w) < $1.distance(to: w) }),
        tip.distance(to: w) <= 0.02 * region.axisExtent
      {
        candidates.append(record(tip, loss, isActive: true, iterations))
      }
      let (point, more) = followArc(from: w, loss)
      candidates.append(record(point, loss, isActive: true, iterations + more))
    }
    if !onBoundary || region.penalty.value(w) < region.budget {
      let (point, more) = newton(from: w, loss)
      if region.contains(point) {
        candidates.append(record(point, loss, isActive: false, iterations + more))
      }
    }
    let good = candidates.filter { $0.kktResidual <= tolerance }
    return good.isEmpty
      ? candidates.min { $0.kktResidual < $1.kktResidual }.map { [$0] } ?? [] : good
  }

  /// A root of the loss's derivative along the boundary, sought on both sides of a direction.
  private func followArc(from w: Vector2, _ loss: some PlaneLoss) -> (Vector2, Int) {
    let axis = w.normalized
    func point(_ angle: Double) -> Vector2 {
      region.boundaryPoint(along: cos(angle) * axis + sin(angle) * axis.perpendicular)
    }
    func derivative(_ angle: Double) -> Double {
      let at = point(angle)
      let tangent = region.penalty.gradient(at).perpendicular
      return loss.gradient(at: at).dot(tangent.normalized)
    }
    let middle = derivative(0)
    guard middle != 0, middle.isFinite else { return (w, 0) }
    var reach = 1e-8
    while reach < 0.5 {
      // Downhill is against the derivative; there it changes sign first.
      let end = middle > 0 ? -reach : reach
      let atEnd = derivative(end)
      if (atEnd > 0) != (middle > 0), atEnd.isFinite {
        let root = BracketedRoot(between: 0, middle, and: end, atEnd, of: derivative)
        return (point(root.root), root.iterations)
      }
      reach *= 4
    }
    return (w, 0)
  }

  /// Newton's method with a Hessian from central differences of the gradient.
  private func newton(from start: Vector2, _ loss: some PlaneLoss) -> (Vector2, Int) {
    var w = start
    var g = loss.gradient(at: w)
    for iteration in 1...50 {
      let h = 1e-5 * max(region.axisExtent, w.norm)
      let dx = loss.gradient(at: w + Vector2(h, 0)) - loss.gradient(at: w - Vector2(h, 0))
      let dy = loss.gradient(at: w + Vector2(0, h)) - loss.gradient(at: w - Vector2(0, h))
      let hessian = SymmetricMatrix2(
        xx: dx.x / (2 * h), xy: (dx.y + dy.x) / (4 * h), yy: dy.y / (2 * h))
      guard hessian.eigen.smallest > 0, let step = hessian.solve(g) else { return (w, iteration) }
      let next = w - step
      let nextGradient = loss.gradient(at: next)
      guard nextGradient.norm < g.norm else { return (w, iteration) }
      (w, g) = (next, nextGradient)
    }
    return (w, 50)
  }
}
