/// Everything in a scene's image, on the screen.
struct SceneParts {
  private(set) var mesh: ScreenMesh
  private(set) var materials: [SceneMesh.Material]
  private(set) var strokes: [ScreenStroke] = []
  /// Colours of signs and lines.
  private(set) var colours: [Colour] = []
  private let screen: SceneScreen

  /// How much nearer than the surface a line on it is, in the box's units.
  private static let lift = 0.004
  /// How much nearer a path may be than the surface that is seen, in the box's units.
  private static let reach = 0.04

  init(_ mesh: SceneMesh, on screen: SceneScreen) {
    self.screen = screen
    materials = mesh.materials
    self.mesh = ScreenMesh(
      vertices: mesh.vertices.map { vertex in
        let place = screen.place(vertex.position)
        return ScreenMesh.Vertex(
          position: place.position, nearness: place.nearness, inverseDepth: Float(place.inverseDepth),
          value: vertex.value, normal: vertex.normal)
      }, triangles: mesh.triangles)
  }

  /// Adds pieces of the lid's border.
  mutating func add(outline: [(from: SIMD3<Double>, to: SIMD3<Double>)], _ stroke: Stroke) {
    let identifier = identifier(of: stroke.colour)
    for piece in outline {
      add(
        SceneSurface.Piece(from: piece.from, to: piece.to, slope: SIMD2()), stroke, identifier, isOnTop: false
      )
    }
  }

  /// Adds a line on the surface.
  mutating func add(_ path: ScenePath, on surface: SceneSurface) {
    let identifier = identifier(of: path.stroke.colour)
    var pattern = DashPattern(path.stroke.dashes.map { $0 * screen.density })
    for (from, to) in zip(path.points, path.points.dropFirst()) {
      guard from.x.isFinite, from.y.isFinite, to.x.isFinite, to.y.isFinite else { continue }
      for piece in surface.pieces(from: from, to: to) {
        let (start, end) = (screen.place(piece.from).position, screen.place(piece.to).position)
        let along = end - start
        for share in pattern.drawn(along.dot(along).squareRoot()) {
          let way = piece.to - piece.from
          add(
            SceneSurface.Piece(
              from: piece.from + way * share.lowerBound, to: piece.from + way * share.upperBound,
              slope: piece.slope), path.stroke, identifier, isOnTop: true)
        }
      }
    }
  }

  /// - Parameter isOnTop: whether the line is left out where the surface is seen from below.
  private mutating func add(
    _ piece: SceneSurface.Piece, _ stroke: Stroke, _ identifier: Int32, isOnTop: Bool
  ) {
    let normal = SIMD3(-piece.slope.x, -piece.slope.y, 1)
    if isOnTop && !screen.projection.camera.seesFront(of: normal, at: piece.from) { return }
    let (start, end) = (screen.place(piece.from), screen.place(piece.to))
    strokes.append(
      ScreenStroke(
        from: start.position, to: end.position,
        nearness: (start.nearness + Self.lift, end.nearness + Self.lift),
        slope: screen.slope(of: piece.slope, at: piece.from),
        halfWidth: stroke.width * screen.density / 2, reach: isOnTop ? Self.reach : .infinity,
        identifier: identifier))
  }

  /// Adds a sign, light inside and with a dark line around it, if its point is seen.
  mutating func add(_ marker: SceneMarker, on surface: SceneSurface) {
    guard let facet = surface.facet(at: marker.point),
      !surface.hides(facet.place, at: marker.point, from: screen.projection.camera)
    else { return }
    let centre = screen.place(facet.place)
    // The sign stands in front of its point by its own radius, or the slope behind it would cut off its foot.
    let nearness = centre.nearness + 1.2 * marker.radius * screen.density / max(screen.scale, 1e-9)
    let shape = marker.shape.map { centre.position + $0.vector * screen.density }
    let material = SceneMesh.Material.flat(index(of: .white))
    let base = Int32(mesh.vertices.count)
    for position in [centre.position] + shape {
      mesh.vertices.append(ScreenMesh.Vertex(position: position, nearness: nearness + 2 * Self.lift))
    }
    for corner in shape.indices {
      let (first, second) = (Int32(corner), Int32((corner + 1) % shape.count))
      mesh.triangles.append(SIMD3(base, base + 1 + first, base + 1 + second))
      materials.append(material)
    }
    let outline = identifier(of: .black)
    for (from, to) in zip(shape, shape.dropFirst() + shape.prefix(1)) {
      strokes.append(
        ScreenStroke(
          from: from, to: to, nearness: (nearness, nearness),
          halfWidth: SceneMarker.outlineWidth * screen.density / 2, identifier: outline))
    }
  }

  private mutating func index(of colour: Colour) -> Int {
    if let index = colours.firstIndex(of: colour) { return index }
    colours.append(colour)
    return colours.count - 1
  }

  private mutating func identifier(of colour: Colour) -> Int32 {
    SceneRasterizer.identifier(ofColour: index(of: colour))
  }
}
