import Surfaces

/// Contour maps of the loss on planes through trained parameters.
///
/// Both axes are distances in weight space and have the same scale. Points without a value are hatched; diverged ones
/// have the colour above the top level.
struct ContourMaps {
  let group: SurfaceGroup
  let scale: Scale
  let style: FigureStyle

  func chart(columns: Int?) -> Chart {
    Chart(
      title: style.title ?? group.title, description: description, caption: caption, notes: group.notes,
      panels: group.members.map(panel) + snapshots, columns: columns,
      sharesAxes: haveSameAxes && snapshots.isEmpty, legend: legend, key: key,
      theme: style.theme)
  }

  private var key: ColourKey {
    let name = group.lossName + (scale.isLogarithmic ? " (log scale)" : "")
    return ColourKey(scale: scale, map: style.map, name: name)
  }

  private func panel(_ member: SurfaceGroup.Member) -> any Panel {
    let surface = member.surface
    guard let y = surface.y else { preconditionFailure("a line has no contours") }
    let markers = markers(of: member)
    var contours = ContourLayer(
      ContourGrid(x: surface.x.values, y: y.values, z: surface.loss, interpolation: scale.interpolation),
      key: key,
      isSmooth: style.isSmooth, obstacles: markers.map { ($0.point, $0.marker.radius + 1) })
    contours.spread = spread(of: surface)
    return Plot(
      heading: group.isSingle ? "" : member.name,
      x: AxisDescription(member.words.axisName(0), limits: surface.x.lower...surface.x.upper),
      y: AxisDescription(member.words.axisName(1), limits: y.lower...y.upper),
      layers: [contours] + SurfaceTracks(surface: surface).layers, markers: markers, hasEqualScales: true)
  }

  /// The losses of the snapshots of training runs, beside a single map.
  private var snapshots: [any Panel] {
    guard group.isSingle else { return [] }
    let tracks = SurfaceTracks(surface: group.members[0].surface)
    return tracks.plot(isLogarithmic: scale.isLogarithmic, lossName: group.lossName).map { [$0] } ?? []
  }

  /// Standard errors that a band reaches to either side.
  private static let reach = 2.0

  /// The loss less and plus two standard errors; nil where they are not asked for or not known.
  private func spread(of surface: Surface) -> (lower: ContourGrid, upper: ContourGrid)? {
    guard style.showsUncertainty, let y = surface.y, let errors = surface.lossError else { return nil }
    func grid(_ sign: Double) -> ContourGrid {
      ContourGrid(
        x: surface.x.values, y: y.values,
        z: zip(surface.loss, errors).map { $0.isFinite ? $0 + sign * Self.reach * $1 : $0 },
        interpolation: scale.interpolation)
    }
    return (grid(-1), grid(1))
  }

  /// The signs on a map, the smallest last.
  private func markers(of member: SurfaceGroup.Member) -> [MarkerLayer.Item] {
    var markers: [MarkerLayer.Item] = []
    if member.summary.showsTrainedPoint {
      markers.append(MarkerLayer.Item(.star, at: Point(x: 0, y: 0), name: "trained point"))
    }
    if let lowest = member.summary.distinctLowest {
      markers.append(MarkerLayer.Item(.ring, at: lowest.place, name: "lowest grid point"))
    }
    for (index, landmark) in member.surface.landmarks.enumerated() {
      markers.append(
        MarkerLayer.Item(
          Self.landmarkSign(index), at: Point(x: landmark.coordinates[0], y: landmark.coordinates[1]),
          name: landmark.name))
    }
    return markers
  }

  private static func landmarkSign(_ index: Int) -> Marker { [.diamond, .square, .cross][index % 3] }

  private var legend: [Legend.Entry] {
    group.markerEntries(lowestName: "lowest grid point") + landmarkEntries
      + (group.isSingle ? SurfaceTracks(surface: group.members[0].surface).legend(in: style.theme) : [])
      + group.countEntries(diverged: key.divergedColour)
  }

  /// Points with a name, of a single map with their losses.
  private var landmarkEntries: [Legend.Entry] {
    guard group.isSingle else { return [] }
    return group.members[0].surface.landmarks.enumerated().map { index, landmark in
      let loss = landmark.values[Surface.FieldName.loss].map { ", loss \(NumberText.value($0))" } ?? ""
      return Legend.Entry(.marker(Self.landmarkSign(index)), landmark.name + loss)
    }
  }

  private var haveSameAxes: Bool {
    group.surfaces.allSatisfy { $0.x == group.surfaces[0].x && $0.y == group.surfaces[0].y }
  }

  private var caption: String {
    let lines = " Lines between grid points: \(style.isSmooth ? "monotone cubic" : "bilinear")."
    let bands = style.showsUncertainty ? " Bands: two standard errors of the loss to either side." : ""
    return group.caption(of: "\(NumberText.word(group.members.count).capitalized) maps") + runs + lines
      + bands
      + (hasEqualScales ? "" : " The axes are drawn to different scales.")
  }

  /// What is to be said of training runs.
  private var runs: String { group.surfaces.map { SurfaceTracks(surface: $0).caption }.joined() }

  /// Whether both axes can have the same scale: the plots are not too thin a strip then.
  private var hasEqualScales: Bool {
    group.surfaces.allSatisfy { surface in
      guard let y = surface.y else { return true }
      let aspect = Span.ratio(surface.x.lower...surface.x.upper, y.lower...y.upper)
      return aspect <= Plot.greatestAspect && aspect >= 1 / Plot.greatestAspect
    }
  }

  private var description: String {
    let words = group.description(of: group.isSingle ? "Contour map" : "contour map") + runs
    guard !scale.levels.isEmpty else { return words }
    return words + " Contour levels\(scale.isLogarithmic ? ", on a log scale" : ""): "
      + scale.labels.joined(separator: ", ") + "."
  }
}

extension SurfaceGroup {
  /// What trained and lowest points look like; with their numbers when there is one surface.
  func markerEntries(lowestName: String) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    let only = isSingle ? members[0] : nil
    if showsTrainedPoint {
      let loss = only?.summary.trainedLoss.map { ", loss \(NumberText.value($0))" } ?? ""
      entries.append(Legend.Entry(.marker(.star), "trained point" + loss))
    }
    if members.contains(where: { $0.summary.distinctLowest != nil }) {
      let numbers = only.flatMap { only in
        only.summary.distinctLowest.map { ", \(NumberText.value($0.loss)) at \(only.words.place($0.place))" }
      }
      entries.append(Legend.Entry(.marker(.ring), lowestName + (numbers ?? "")))
    }
    return entries
  }

  /// What points without a value look like, and how many there are.
  func countEntries(diverged colour: Colour) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if missing > 0 {
      entries.append(Legend.Entry(.hatching, "not computed: \(NumberText.count(missing, "point"))"))
    }
    if diverged > 0 {
      entries.append(Legend.Entry(.swatch(colour), "diverged: \(NumberText.count(diverged, "point"))"))
    }
    return entries
  }
}
