/// The points that a mean is estimated at, and which of them tell about the others.
package struct EstimationGrid: Hashable, Sendable {
  /// Points in all.
  package let count: Int
  /// The point that is known over the whole population in any case: the trained parameters, where the grid has them.
  package let centre: Int?
  /// Points that stand for all: an even choice, by which the error is judged.
  package let judged: [Int]
  /// Points that anchors are chosen from: those that stand for all, and more near the centre.
  package let candidates: [Int]

  /// Intervals along an axis of a plane between points that stand for all, at most.
  private static let intervals = 12
  /// Points to either side of the centre along each axis that are candidates as well.
  private static let inner = 3
  /// Candidates on a line, or where there are no axes, at most.
  private static let most = 200

  /// - Parameters:
  ///   - extents: points along each axis, the fastest first; one number where there are no axes.
  ///   - centre: index of the trained parameters.
  package init(extents: [Int], centre: Int?) {
    count = extents.reduce(1, *)
    self.centre = centre
    // As many points as a plane would have, whatever the number of axes.
    let intervals =
      extents.count == 2 ? Self.intervals : max(1, Self.root(of: Self.most, extents.count) - 1)
    let strides = extents.map { max(1, ($0 - 1 + intervals - 1) / intervals) }
    // Counted from the centre, so that it is one of them.
    let origin = Self.coordinates(of: centre ?? 0, extents)
    var judged: [Int] = []
    var candidates: [Int] = []
    for index in 0..<count {
      let position = Self.coordinates(of: index, extents)
      let steps = zip(position, origin).map { $0.0 - $0.1 }
      let isJudged = zip(steps, strides).allSatisfy { $0.0 % $0.1 == 0 }
      let isInner = centre != nil && extents.count <= 2 && steps.allSatisfy { abs($0) <= Self.inner }
      if isJudged { judged.append(index) }
      if isJudged || isInner { candidates.append(index) }
    }
    self.judged = judged
    self.candidates = candidates
  }

  /// The largest number whose power is at most `count`.
  private static func root(of count: Int, _ power: Int) -> Int {
    var root = 1
    while (0..<power).reduce(1, { product, _ in product * (root + 1) }) <= count { root += 1 }
    return root
  }

  private static func coordinates(of index: Int, _ extents: [Int]) -> [Int] {
    var rest = index
    return extents.map { extent in
      defer { rest /= extent }
      return rest % extent
    }
  }
}
