import Surfaces

/// What there is to say of a surface among those that are drawn together: names and a few numbers.
package struct SurfaceFacts: Hashable, Sendable {
  /// What tells the surface from the others.
  package let name: String
  /// What each axis measures, in plain text.
  package let axisNames: [String]
  /// Loss at the trained point; nil where it is not known.
  package let trainedLoss: Double?
  /// Whether the trained point, (0, 0), lies inside the surface's range.
  package let showsTrainedPoint: Bool
  /// The least and the greatest finite loss with the place; nil where no loss is finite.
  package let lowest: Extremum?
  package let highest: Extremum?
  /// Whether the lowest grid point is marked: it is another one than the trained point, and lower beyond its error.
  package let marksLowest: Bool
  /// Points that are not computed.
  package let missing: Int
  /// Points at which the loss is not finite.
  package let diverged: Int

  /// A grid point and its loss.
  package struct Extremum: Hashable, Sendable {
    package let loss: Double
    package let place: Point
  }

  init(of member: SurfaceGroup.Member) {
    let summary = member.summary
    name = MathText.plain(member.name)
    axisNames = member.surface.grid.axes.indices.map { MathText.plain(member.words.axisName($0)) }
    trainedLoss = summary.trainedLoss
    showsTrainedPoint = summary.showsTrainedPoint
    lowest = summary.lowest.map { Extremum(loss: $0.loss, place: $0.place) }
    highest = summary.highest.map { Extremum(loss: $0.loss, place: $0.place) }
    marksLowest = summary.distinctLowest != nil
    missing = summary.missing
    diverged = summary.diverged
  }
}

extension SurfaceChart {
  /// Facts of each surface, in order.
  package var facts: [SurfaceFacts] { group.members.map(SurfaceFacts.init) }

  /// What the losses are called.
  package var lossName: String { group.lossName }

  /// The heading without markup.
  package var plainTitle: String { MathText.plain(chart.title) }

  /// What was computed, and how, without markup.
  package var plainCaption: String { MathText.plain(chart.caption) }
}
