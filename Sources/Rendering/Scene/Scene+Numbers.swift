extension Scene {
  package var numbers: Numbers {
    var record: [String: Numbers] = [
      "kind": .text("surface"), "heading": .text(MathText.plain(heading)), "x": .list(grid.x),
      "y": .list(grid.y),
      "azimuth": .number(options.view.azimuth), "elevation": .number(options.view.elevation),
      "paths": .list(paths.map { .list($0.points.map(Numbers.point)) }),
      "markers": .list(markers.map { .point($0.point) }),
    ]
    if let clip = options.clip { record["clip"] = .number(clip) }
    return .record(record)
  }
}
