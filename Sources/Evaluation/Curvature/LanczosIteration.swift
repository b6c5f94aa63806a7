import Numerics

/// The largest and the smallest eigenvalues of a Hessian by Lanczos' method with full reorthogonalization.
///
/// Outer eigenvalues are found first, those of a network's few sharp directions after a few products more than they are
/// themselves. One product adds one vector to the space, and all of them are kept.
package struct LanczosIteration: Hashable, Sendable {
  /// How many of the largest eigenvalues are wanted.
  package var top: Int
  /// How many of the smallest.
  package var bottom: Int
  /// The relative residual at which an eigenpair counts as found.
  package var tolerance: Double
  /// Products at most.
  package var products: Int
  /// Products at least, whatever is found before: a larger space makes a trace more exact.
  package var leastProducts = 0
  /// The least magnitude that residuals are in units of, as a part of the largest eigenvalue's: what is smaller need not be known
  /// as well.
  package var leastShare = 0.0

  /// What a residual may be of the largest eigenvalue's magnitude whatever the eigenvalue: rounding in single precision.
  package static let rounding = 1e-6

  package init(top: Int = 10, bottom: Int = 2, tolerance: Double = 1e-3, products: Int = 100) {
    precondition(top >= 0 && bottom >= 0 && top + bottom > 0, "no eigenvalues")
    precondition(products > 0 && tolerance >= 0, "\(products) products")
    self.top = top
    self.bottom = bottom
    self.tolerance = tolerance
    self.products = products
  }

  /// An eigenpair as far as it was found.
  package struct Eigenpair: Hashable, Sendable {
    /// The Ritz value `v · Hv`.
    package let value: Double
    /// `‖Hv − λv‖` with the rounding of products, `v` of length 1: an eigenvalue lies no farther than this from the value.
    package let distance: Double
    /// Whether it counts as found.
    package let converged: Bool
    /// Its place among the Ritz values, falling.
    let index: Int

    /// `‖Hv − λv‖/|λ|`, 0 where both vanish.
    package var residual: Double { distance == 0 ? 0 : distance / abs(value) }
  }

  /// What a run found.
  package struct Result: Sendable {
    /// The largest eigenvalues, falling; fewer where there are no more.
    package let top: [Eigenpair]
    /// The smallest, rising.
    package let bottom: [Eigenpair]
    package let space: KrylovSpace
    package let ritz: RitzValues
    /// Sum over the space's vectors of the curvature along them, by block that moves, and by group of samples.
    let curvature: (blocks: [Double], groups: [Double])

    /// Products that were made.
    package var products: Int { space.count }
    /// Whether all eigenpairs were found.
    package var converged: Bool { (top + bottom).allSatisfy(\.converged) }

    /// The eigenvector of a pair of this run, of length 1.
    package func vector(_ pair: Eigenpair) -> [Float] { ritz.vector(pair.index, in: space) }
  }

  /// Runs until the eigenpairs are found, products are spent, or there is nothing more to find; nil when asked to stop.
  ///
  /// - Parameters:
  ///   - start: number of the random vector that the run starts from.
  ///   - report: told after each product how many there were.
  /// - Throws: `CurvatureError`.
  package func run(
    _ hessian: HessianOperator, start: Int = 0, seed: UInt64, stop: StopRequest = StopRequest(),
    report: (Int) -> Void = { _ in }
  ) throws(CurvatureError) -> Result? {
    guard hessian.dimension > 0 else { throw .nothingMoves }
    var space = KrylovSpace(start: hessian.normal(start, seed: seed), dimension: hessian.dimension)
    var blocks = [Double](repeating: 0, count: hessian.moving.count)
    var groups = [Double](repeating: 0, count: hessian.groups.batches.count)
    var restarts = 0
    while let vector = space.next {
      guard let found = try hessian.product(vector, stop: stop) else { return nil }
      space.extend(found.product)
      for (index, value) in hessian.products(vector, found.product).enumerated() { blocks[index] += value }
      for (index, value) in found.quotients.enumerated() { groups[index] += value }
      report(space.count)
      if space.count >= products { break }
      if space.next == nil {
        restarts += 1
        let other = hessian.normal(Self.restart + 1000 * start + restarts, seed: seed)
        if !space.restart(with: other) { break }
      }
      guard isDue(space.count) else { continue }
      let ritz = RitzValues(space)
      if space.next != nil, (ends(of: ritz).flatMap(\.self)).allSatisfy(\.converged) { break }
    }
    let ritz = RitzValues(space)
    let ends = ends(of: ritz)
    return Result(
      top: ends[0], bottom: ends[1], space: space, ritz: ritz, curvature: (blocks, groups))
  }

  /// Vectors that runs go on from have numbers of their own.
  private static let restart = 1_000_000

  /// Whether to look for eigenpairs after so many products; in large spaces that takes long.
  private func isDue(_ count: Int) -> Bool {
    count >= max(top + bottom, leastProducts) && (count < 64 || count % 8 == 0)
  }

  /// The largest and the smallest Ritz values.
  private func ends(of ritz: RitzValues) -> [[Eigenpair]] {
    let count = ritz.values.count
    return [
      (0..<min(top, count)).map { pair($0, ritz) },
      (0..<min(bottom, count)).map { pair(count - 1 - $0, ritz) },
    ]
  }

  private func pair(_ index: Int, _ ritz: RitzValues) -> Eigenpair {
    let value = ritz.values[index]
    let distance = ritz.residuals[index] + Double(Float.ulpOfOne) * ritz.norm
    let unit = max(abs(value), leastShare * ritz.norm)
    return Eigenpair(
      value: value, distance: distance,
      converged: distance <= max(tolerance * unit, Self.rounding * ritz.norm), index: index)
  }
}

extension LanczosIteration.Result {
  /// `|λmin/λmax|`, the larger the less convex the loss is there; nil where either was not wanted or nothing is curved.
  ///
  /// Li et al. 2018, arXiv:1712.09913, §5.
  package var ratio: Double? {
    guard let largest = top.first?.value, let smallest = bottom.first?.value, largest != 0 else { return nil }
    return abs(smallest / largest)
  }
}
