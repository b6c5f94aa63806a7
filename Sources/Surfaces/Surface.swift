/// Loss and accuracy on a grid around a trained network: a plane, or a line when there is no second axis.
///
/// Arrays are indexed `[row = β][column = α]`, row 0 the smallest β: point `(α_i, β_j)` is element
/// `j · x.count + i`. A value not computed yet is NaN; a loss that diverged is +∞.
package struct Surface: Hashable, Sendable {
  /// α, along the first direction.
  package let x: Axis
  /// β, along the second direction; nil for a line.
  package let y: Axis?
  /// Mean loss at each point.
  package var loss: [Double]
  /// Share of correct samples at each point, 0…1; NaN where numbers are predicted.
  package var accuracy: [Double]
  package var provenance: SurfaceProvenance

  /// A surface with the given values, `x.count · (y.count or 1)` of each.
  package init(x: Axis, y: Axis?, loss: [Double], accuracy: [Double], provenance: SurfaceProvenance) {
    let count = x.count * (y?.count ?? 1)
    precondition(loss.count == count, "\(loss.count) losses for \(count) points")
    precondition(accuracy.count == count, "\(accuracy.count) accuracies for \(count) points")
    self.x = x
    self.y = y
    self.loss = loss
    self.accuracy = accuracy
    self.provenance = provenance
  }

  /// A surface of which nothing is computed yet.
  package init(x: Axis, y: Axis?, provenance: SurfaceProvenance) {
    let missing = [Double](repeating: .nan, count: x.count * (y?.count ?? 1))
    self.init(x: x, y: y, loss: missing, accuracy: missing, provenance: provenance)
  }

  /// Grid points in all.
  package var count: Int { loss.count }

  /// Coordinates `(α, β)` of a point; β is 0 on a line.
  package func coordinates(of index: Int) -> (alpha: Double, beta: Double) {
    (x.value(index % x.count), y?.value(index / x.count) ?? 0)
  }

  /// The point at the trained parameters, `α = β = 0`, if the grid has it.
  package var centreIndex: Int? {
    guard let column = x.zeroIndex else { return nil }
    guard let y else { return column }
    return y.zeroIndex.map { $0 * x.count + column }
  }

  /// The line of a plane at its `index`th β; nil of a line.
  package func row(_ index: Int) -> Surface? {
    guard let y, (0..<y.count).contains(index) else { return nil }
    let range = index * x.count..<(index + 1) * x.count
    var provenance = provenance
    provenance.directionSeeds = Array(provenance.directionSeeds.prefix(1))
    provenance.directionCosine = nil
    return Surface(
      x: x, y: nil, loss: Array(loss[range]), accuracy: Array(accuracy[range]), provenance: provenance)
  }

  /// Points that are not computed yet.
  package var missing: Int { loss.reduce(0) { $0 + ($1.isNaN ? 1 : 0) } }

  /// Whether every point is computed and the self-check is made.
  package var isComplete: Bool { missing == 0 && provenance.selfCheck != nil }

  /// Points at which the loss is not finite.
  package var diverged: Int { loss.reduce(0) { $0 + ($1 == .infinity ? 1 : 0) } }

  /// Leaves the values out: missing ones are equal whatever their bits.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(x)
    hasher.combine(y)
    hasher.combine(provenance)
  }

  /// Two surfaces are equal when their values are the same, missing ones included.
  package static func == (left: Surface, right: Surface) -> Bool {
    func same(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
    return left.x == right.x && left.y == right.y && left.provenance == right.provenance
      && same(left.loss, right.loss) && same(left.accuracy, right.accuracy)
  }
}
