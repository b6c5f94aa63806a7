import Surfaces

/// The loss on planes through trained parameters as surfaces in space, all in the same box under the same light.
struct LossScenes {
  let group: SurfaceGroup
  let scale: Scale
  let style: FigureStyle
  let options: SceneOptions
  /// A way over each surface, in α and β; empty for none.
  let path: [Point]

  func chart(columns: Int?) -> Chart {
    let scenes = group.members.map(scene)
    return Chart(
      title: style.title ?? group.title, description: description, caption: caption(scenes),
      notes: group.notes,
      panels: scenes, columns: columns, legend: legend(scenes), key: key, theme: style.theme)
  }

  private var key: ColourKey {
    let name = group.lossName + (scale.isLogarithmic ? " (log scale)" : "")
    return ColourKey(scale: scale, map: style.map, name: name, isContinuous: options.colouring == .continuous)
  }

  private func scene(_ member: SurfaceGroup.Member) -> Scene {
    let surface = member.surface
    guard let y = surface.y else { preconditionFailure("a line has no surface") }
    let grid = ContourGrid(
      x: surface.x.values, y: y.values, z: surface.loss, interpolation: scale.interpolation)
    let markers =
      member.summary.showsTrainedPoint ? [SceneMarker(.star, at: Point(x: 0, y: 0))] : []
    let runs = SurfaceTracks(surface: surface).ways.enumerated().map { index, way in
      ScenePath(way, stroke: Self.runStyle(index).stroke(in: style.theme))
    }
    let paths = (path.isEmpty ? [] : [ScenePath(path, stroke: pathStroke)]) + runs
    return Scene(
      of: style.isSmooth ? grid.refined(by: grid.refinement(toward: Self.smoothCount)) : grid, scale: scale,
      map: style.map, heading: group.isSingle ? "" : member.name,
      names: SceneAxisNames(x: "$α$", y: "$β$", z: "loss"), options: options, paths: paths, markers: markers)
  }

  /// Grid points along the longer side that smooth surfaces are drawn from.
  private static let smoothCount = 160

  /// How a training run is drawn.
  private static func runStyle(_ index: Int) -> SeriesStyle { SeriesStyle(index, width: 2, dashes: []) }

  private var pathStroke: Stroke { Stroke(style.theme.secondSeries, width: 2) }

  private func legend(_ scenes: [Scene]) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if group.showsTrainedPoint {
      let loss = group.isSingle ? group.members[0].summary.trainedLoss : nil
      let hidden = scenes.filter { scene in scene.markers.contains { !scene.isSeen($0) } }.map(\.heading)
      let remark =
        hidden.isEmpty ? "" : " (hidden\(group.isSingle ? "" : " in \(SurfaceGroup.joined(hidden))"))"
      entries.append(
        Legend.Entry(
          .marker(.star), "trained point" + (loss.map { ", loss \(NumberText.value($0))" } ?? "") + remark))
    }
    if !path.isEmpty { entries.append(Legend.Entry(.line(pathStroke), "path")) }
    if group.isSingle {
      entries += group.surfaces[0].tracks.enumerated().map {
        Legend.Entry(.series(Self.runStyle($0)), $1.name)
      }
    }
    if scenes.contains(where: \.isCut) {
      let place = options.clip.map { " above \(NumberText.value($0))" } ?? ""
      entries.append(Legend.Entry(.hatching, "cut off\(place)"))
    }
    if group.missing > 0 {
      entries.append(Legend.Entry(.hatching, "not computed: \(NumberText.count(group.missing, "point"))"))
    }
    return entries
  }

  private func caption(_ scenes: [Scene]) -> String {
    var text = group.caption(of: "\(NumberText.word(group.members.count).capitalized) surfaces")
    text += scenes[0].heights.isLogarithmic ? " Heights are logarithmic." : " Heights are linear."
    text += group.surfaces.map { SurfaceTracks(surface: $0).caption }.joined()
    if scenes.contains(where: \.isCut) { text += " The hatched lid is where the surface is cut off." }
    return text
  }

  private var description: String {
    let azimuth = NumberText.value(options.view.azimuth)
    return group.description(of: "3-D surface")
      + " Seen from azimuth \(azimuth)° and elevation \(NumberText.value(options.view.elevation))°."
  }
}
