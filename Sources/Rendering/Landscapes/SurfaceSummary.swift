import Surfaces

/// The numbers of a surface that its picture names.
struct SurfaceSummary: Hashable, Sendable {
  /// A grid point and its loss.
  struct Extremum: Hashable, Sendable {
    let loss: Double
    /// Where: `x` = α, `y` = β (0 on a line).
    let place: Point
  }

  /// The least and greatest finite loss; nil when none is finite.
  let lowest: Extremum?
  let highest: Extremum?
  /// Standard error of the lowest loss where it is estimated, else 0.
  private let lowestError: Double
  /// Loss at the trained point, (0, 0): the checkpoint's own from the self-check, unless that is of other samples than the
  /// surface, else the grid's when a grid point lies there, else nil.
  let trainedLoss: Double?
  /// Loss of the grid point at (0, 0), if there is one.
  let centreLoss: Double?
  let missing: Int
  let diverged: Int
  /// Whether (0, 0) lies inside the surface's range.
  let showsTrainedPoint: Bool

  init(of surface: Surface) {
    var lowest: Extremum?
    var lowestIndex: Int?
    var highest: Extremum?
    for (index, loss) in surface.loss.enumerated() where loss.isFinite {
      if loss >= lowest?.loss ?? .infinity && loss <= highest?.loss ?? -.infinity { continue }
      let (alpha, beta) = surface.coordinates(of: index)
      let extremum = Extremum(loss: loss, place: Point(x: alpha, y: beta))
      if loss < lowest?.loss ?? .infinity { (lowest, lowestIndex) = (extremum, index) }
      if loss > highest?.loss ?? -.infinity { highest = extremum }
    }
    self.lowest = lowest
    self.highest = highest
    missing = surface.missing
    diverged = surface.diverged
    let centre = surface.centreIndex.map { surface.loss[$0] }
    centreLoss = centre
    let isEstimated = surface.provenance.estimation != nil
    let checked = isEstimated ? nil : surface.provenance.selfCheck?.checkpointLoss
    trainedLoss = checked ?? centre.flatMap { $0.isFinite ? $0 : nil }
    lowestError = isEstimated ? lowestIndex.flatMap { surface.lossError?[$0] } ?? 0 : 0
    let covers = { (axis: Axis) in axis.lower <= 0 && axis.upper >= 0 }
    showsTrainedPoint = covers(surface.x) && (surface.y.map(covers) ?? true)
  }

  /// The lowest grid point, if it is lower than the one at the trained point and there is a higher one; not where two standard
  /// errors of its estimate explain the difference.
  var distinctLowest: Extremum? {
    guard let lowest, let highest, lowest.loss < highest.loss else { return nil }
    if let centreLoss, centreLoss <= lowest.loss + 2 * lowestError { return nil }
    return lowest
  }
}
