extension ScenePlan {
  func draw(on canvas: any Canvas) {
    drawBack(on: canvas)
    canvas.draw(raster, in: imageFrame, isSmooth: true)
    drawFront(on: canvas)
  }

  private var box: SceneBox { scene.box }
  private var projection: SceneProjection { layout.projection }

  private var wallColour: Colour { theme.background.mixed(with: theme.missing, 0.55) }

  /// Walls, floor and what lies on it; nothing in the box is behind them.
  private func drawBack(on canvas: any Canvas) {
    for face in layout.choice.backFaces {
      canvas.fill(
        projection.polygon(face.corners.map(box.corner)), with: face.axis == 2 ? theme.missing : wallColour)
    }
    var grid = Path()
    for face in layout.choice.backFaces { addGrid(on: face, to: &grid) }
    canvas.stroke(grid, with: Stroke(theme.faint, width: 0.6, isRound: false))
    if !missing.isEmpty {
      canvas.fill(missing, with: theme.missing)
      canvas.hatch(missing, in: bounds(of: missing), with: Stroke(theme.hatching, width: 0.7), spacing: 6)
    }
    for (path, colour) in zip(floorLines, floorColours) {
      canvas.stroke(path, with: Stroke(colour, width: 0.9))
    }
    var edges = Path()
    for edge in layout.choice.drawnEdges where !layout.choice.edges.contains(edge) { add(edge, to: &edges) }
    canvas.stroke(edges, with: Stroke(theme.hatching, width: 0.6))
  }

  /// A level's own shade, strong enough to show on the floor.
  private var floorColours: [Colour] {
    let colours = scene.map.colours(count: scene.scale.bandCount)
    return zip(colours, colours.dropFirst()).map { below, above in
      below.mixed(with: above, 0.5).contrasting(with: [theme.missing], ratio: 3)
    }
  }

  /// The axes with their ticks, numbers and names; edges of the outline, they are in front of what they
  /// touch.
  private func drawFront(on canvas: any Canvas) {
    var axes = Path()
    for case let edge? in layout.choice.edges { add(edge, to: &axes) }
    for annotation in layout.annotations {
      for tick in annotation.ticks {
        let start = projection.origin.vector + tick.place.vector * projection.scale
        axes.addLine(
          from: Point(start), to: Point(start + annotation.outward * FigureStyle.tickLength))
      }
    }
    canvas.stroke(axes, with: Stroke(theme.ink, width: 0.8))
    for annotation in layout.annotations {
      for item in annotation.labels + (annotation.name.map { [$0] } ?? []) {
        let placed = item.placed(scale: projection.scale, origin: projection.origin)
        canvas.draw(item.text, at: placed.centre, pivot: Point(x: 0.5, y: 0.5), angle: placed.angle)
      }
    }
  }

  private func add(_ edge: SceneBox.Edge, to path: inout Path) {
    path.addLine(
      from: projection.page(box.corner(edge.start)), to: projection.page(box.corner(edge.end)))
  }

  /// Adds a line at each tick of the two axes along a face.
  private func addGrid(on face: SceneBox.Face, to path: inout Path) {
    for axis in 0..<3 where axis != face.axis {
      let other = 3 - axis - face.axis
      for share in layout.gridLines[axis] {
        var start = box.corner(face.isUpper ? 1 << face.axis : 0)
        start[axis] += share * box.size[axis]
        var end = start
        end[other] += box.size[other]
        path.addLine(from: projection.page(start), to: projection.page(end))
      }
    }
  }

  private func bounds(of path: Path) -> Rect {
    let (xs, ys) = (path.points.map(\.x), path.points.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return Rect(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }
}
