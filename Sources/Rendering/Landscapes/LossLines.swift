import Surfaces

/// Loss and accuracy along lines through trained parameters.
///
/// One line has both in one plot with an axis each; several have a plot for the losses and one below it for the
/// accuracies.
struct LossLines {
  let group: SurfaceGroup
  let scale: Scale
  let style: FigureStyle

  var chart: Chart {
    Chart(
      title: style.title ?? group.title,
      description: group.description(of: group.isSingle ? "Line plot" : "line plot"),
      caption: group.caption(of: "\(NumberText.word(group.members.count).capitalized) lines") + barriers,
      notes: group.notes,
      panels: panels, columns: 1, sharesAxes: true, legend: legend, theme: style.theme)
  }

  /// The caption on barriers between networks; empty without barriers.
  private var barriers: String {
    group.members.compactMap { member in
      guard let barrier = Self.barrier(of: member.surface), let height = barrier.values["height"] else {
        return nil
      }
      let name = group.isSingle ? "Barrier" : "Barrier of \(member.name)"
      guard height > 0 else { return " \(name): none." }
      let error = barrier.values["heightError"] ?? 0
      let samples = Int(exactly: barrier.values["samples"] ?? 0) ?? 0
      return " \(name): " + Self.words(height, error)
        + (error > 0 ? " (standard error of \(NumberText.count(samples)) samples)" : "")
        + ", at \(NumberText.value(barrier.coordinates[0]))."
    }.joined()
  }

  private static func words(_ height: Double, _ error: Double) -> String {
    NumberText.value(height) + (error > 0 ? " \u{00B1} \(NumberText.value(error, digits: 2))" : "")
  }

  /// The point where a line rises most above the straight line between the losses of its ends.
  private static func barrier(of surface: Surface) -> Landmark? {
    surface.landmarks.first { $0.values["height"] != nil }
  }

  private static let lossStyle = SeriesStyle(0, width: 1.8)
  private static let accuracyStyle = SeriesStyle(1, width: 1.5)

  private var showsAccuracy: Bool {
    group.surfaces.contains { $0.accuracy.contains(where: \.isFinite) }
  }

  private var panels: [any Panel] {
    guard let only = group.isSingle ? group.members[0] : nil else {
      let losses = plot(lossAxis(nil), layers: series(\.loss, factor: 1), markers: markers)
      guard showsAccuracy else { return [losses] }
      return [losses, plot(accuracyAxis(nil), layers: series(\.accuracy, factor: 100), markers: [])]
    }
    let x = only.surface.x.values
    var plot = plot(
      lossAxis(Self.lossStyle),
      layers: gaps(of: only) + [SeriesLayer("loss", x: x, y: only.surface.loss, style: Self.lossStyle)],
      markers: markers)
    if showsAccuracy {
      let percent = only.surface.accuracy.map { $0 * 100 }
      plot.right = (
        accuracyAxis(Self.accuracyStyle),
        [SeriesLayer("accuracy", x: x, y: percent, style: Self.accuracyStyle)]
      )
    }
    return [plot]
  }

  private func plot(_ y: AxisDescription, layers: [any Layer], markers: [MarkerLayer.Item]) -> Plot {
    // The star at an end of a line is not to cover the numbers beside the axis.
    let margins = group.surfaces.map { surface in
      surface.x.lower == 0 || surface.x.upper == 0 ? 0.03 * (surface.x.upper - surface.x.lower) : 0
    }
    let ends = Extent.range(
      of: zip(group.surfaces, margins).flatMap { [$0.x.lower - $1, $0.x.upper + $1] })
    return Plot(
      x: AxisDescription(group.members[0].words.axisName(0), limits: ends), y: y, layers: layers,
      markers: markers,
      guides: .horizontal)
  }

  private func series(_ values: KeyPath<Surface, [Double]>, factor: Double) -> [any Layer] {
    group.members.enumerated().map { index, member in
      SeriesLayer(
        member.name, x: member.surface.x.values, y: member.surface[keyPath: values].map { $0 * factor },
        style: SeriesStyle(index))
    }
  }

  /// Stretches without a value and diverged ones.
  private func gaps(of member: SurfaceGroup.Member) -> [any Layer] {
    let (loss, x) = (member.surface.loss, member.surface.x.values)
    return [
      StretchLayer(StretchLayer.runs(of: loss.map { $0 == .infinity }, at: x), sign: .shade(Self.lossStyle)),
      StretchLayer(StretchLayer.runs(of: loss.map(\.isNaN), at: x), sign: .missing),
    ]
  }

  private var markers: [MarkerLayer.Item] {
    group.members.enumerated().flatMap { index, member in
      var items: [MarkerLayer.Item] = []
      if group.isSingle, let lowest = member.summary.distinctLowest {
        items.append(
          MarkerLayer.Item(.ring, at: Point(x: lowest.place.x, y: lowest.loss), name: "lowest point"))
      }
      if let barrier = Self.barrier(of: member.surface), let loss = barrier.values["loss"],
        barrier.values["height"] ?? 0 > 0
      {
        items.append(
          MarkerLayer.Item(.diamond, at: Point(x: barrier.coordinates[0], y: loss), name: "barrier"))
      }
      if member.summary.showsTrainedPoint, let loss = member.summary.trainedLoss {
        items.append(MarkerLayer.Item(.star, at: Point(x: 0, y: loss), name: "trained point"))
      }
      return items
    }
  }

  private func lossAxis(_ series: SeriesStyle?) -> AxisDescription {
    var axis = AxisDescription(
      group.lossName, isLogarithmic: scale.isLogarithmic, series: series)
    axis.limits = axis.ends(around: scale.lower.isFinite ? scale.lower...scale.upper : nil)
    return axis
  }

  private func accuracyAxis(_ series: SeriesStyle?) -> AxisDescription {
    AxisDescription("accuracy (%)", limits: 0...100, series: series)
  }

  private var legend: [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if group.isSingle {
      entries.append(Legend.Entry(.series(Self.lossStyle), "loss"))
      if showsAccuracy { entries.append(Legend.Entry(.series(Self.accuracyStyle), "accuracy")) }
      entries += group.markerEntries(lowestName: "lowest point")
    } else {
      entries += group.members.enumerated().map { Legend.Entry(.series(SeriesStyle($0)), $1.name) }
      if group.showsTrainedPoint { entries.append(Legend.Entry(.marker(.star), "trained point")) }
    }
    for member in group.members {
      guard let barrier = Self.barrier(of: member.surface), let height = barrier.values["height"], height > 0
      else { continue }
      let name = group.isSingle ? "barrier" : "barrier (\(member.name))"
      entries.append(
        Legend.Entry(.marker(.diamond), "\(name) \(Self.words(height, barrier.values["heightError"] ?? 0))"))
    }
    return entries
      + group.countEntries(diverged: StretchLayer.shade(Self.lossStyle, in: style.theme))
  }
}
