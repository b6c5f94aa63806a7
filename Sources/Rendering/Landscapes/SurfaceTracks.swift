import Surfaces

/// Training runs on a surface as layers of a map, as a plot of their losses, and in words.
struct SurfaceTracks {
  let surface: Surface

  private var tracks: [RunTrack] { surface.tracks }
  var isEmpty: Bool { tracks.isEmpty }

  /// How a run is drawn everywhere.
  private func style(_ index: Int) -> SeriesStyle { SeriesStyle(index, width: 1.6, showsMarkers: true) }

  /// The way of each run over a plane.
  var layers: [any Layer] {
    ways.enumerated().map { TrackLayer(tracks[$0].name, $1, style: style($0)) }
  }

  /// The nearest points of each run's snapshots.
  var ways: [[Point]] {
    tracks.map { track in
      track.moments.filter { $0.coordinates.count == 2 }.map {
        Point(x: $0.coordinates[0], y: $0.coordinates[1])
      }
    }
  }

  /// What the legend says of the runs.
  func legend(in theme: Theme) -> [Legend.Entry] {
    let runs = tracks.enumerated().map { index, track in
      Legend.Entry(
        .series(style(index)),
        "\(track.name): \(NumberText.count(track.moments.count, "snapshot"))"
          + (diverged(track) > 0 ? ", \(diverged(track)) diverged" : ""))
    }
    guard hasLosses else { return runs }
    let dashes = Stroke(theme.ink, width: 1.4, dashes: Self.dashes)
    return runs + [Legend.Entry(.line(dashes), "loss on the plane")]
  }

  private func diverged(_ track: RunTrack) -> Int { track.moments.count(where: \.isDiverged) }

  private var hasLosses: Bool { tracks.contains { $0.moments.contains { $0.difference != nil } } }

  private static let dashes = [4.0, 2.5]

  /// Losses at the points of the plane: thin and dashed, in the run's colour.
  private static func surfaceStyle(_ index: Int) -> SeriesStyle {
    SeriesStyle(index, width: 1.4, dashes: dashes)
  }

  /// The loss on the plane beside the true loss of each snapshot; nil where neither is known.
  func plot(isLogarithmic: Bool, lossName: String) -> Plot? {
    guard hasLosses else { return nil }
    var layers: [any Layer] = []
    for (index, track) in tracks.enumerated() {
      let known = track.moments.filter { $0.loss != nil }
      let epochs = known.map(\.epoch)
      layers.append(
        SeriesLayer(
          "\(track.name), on the plane", x: epochs, y: known.map { $0.surfaceLoss ?? .nan },
          style: Self.surfaceStyle(index)))
      layers.append(
        SeriesLayer("\(track.name), true", x: epochs, y: known.map { $0.loss ?? .nan }, style: style(index)))
    }
    return Plot(
      heading: "Loss of the snapshots", x: AxisDescription("epoch"),
      y: AxisDescription(lossName, isLogarithmic: isLogarithmic), layers: layers, guides: .horizontal)
  }

  /// The caption on the tracks; empty without tracks.
  var caption: String {
    guard !isEmpty else { return "" }
    var parts: [String] = []
    let held = tracks.compactMap(\.held)
    if let least = held.min(), let most = held.max() {
      let share = NumberText.percentage(least) + (held.count > 1 ? " to " + NumberText.percentage(most) : "")
      parts.append(
        "The plane holds \(share) of the squared distance of \(held.count == 1 ? "the run" : "each run")")
    }
    let moments = tracks.flatMap { track in track.moments.map { (track, $0) } }.filter { !$0.1.isDiverged }
    if let (track, furthest) = moments.max(by: { $0.1.residual < $1.1.residual }) {
      parts.append(
        "a snapshot is off it by at most \(NumberText.value(furthest.residual)), at a distance of "
          + "\(NumberText.value(furthest.distance)) from the trained point (\(place(track, furthest)))")
    }
    var text = parts.joined(separator: "; ") + "."
    if let (track, worst) = worst, let plane = worst.surfaceLoss, let loss = worst.loss {
      text +=
        " The loss on the plane differs from a snapshot's own by at most "
        + "\(NumberText.value(abs(plane - loss))): \(NumberText.value(plane)) on the plane, "
        + "\(NumberText.value(loss)) true (\(place(track, worst)))."
    }
    return " " + text
  }

  private var worst: (RunTrack, RunTrack.Moment)? {
    tracks.compactMap { track in track.worst.map { (track, $0) } }
      .max { abs($0.1.difference ?? 0) < abs($1.1.difference ?? 0) }
  }

  private func place(_ track: RunTrack, _ moment: RunTrack.Moment) -> String {
    let epoch = "epoch \(NumberText.value(moment.epoch))"
    return tracks.count == 1 ? epoch : "\(track.name), \(epoch)"
  }
}
