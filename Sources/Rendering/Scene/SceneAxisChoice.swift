/// Which of the box's twelve edges carry the axes' numbers.
///
/// Only edges of the outline will do: what stands beside them meets neither box nor surface. An edge is one
/// of the outline when exactly one of the two faces that meet in it is seen from outside. Along some views
/// an axis has none, being seen nearly end-on or, the vertical one, from above; it then has no numbers.
struct SceneAxisChoice: Hashable, Sendable {
  /// The edge for each axis, if there is one.
  let edges: [SceneBox.Edge?]
  /// Faces of which the inside is seen.
  let backFaces: [SceneBox.Face]
  /// Edges of those faces.
  let drawnEdges: [SceneBox.Edge]

  init(_ box: SceneBox, _ camera: SceneCamera) {
    let front = Set(SceneBox.Face.all.filter { box.isFront($0, for: camera) })
    let isDrawn = { (face: SceneBox.Face) in !front.contains(face) && face.isDrawn }
    let outline = SceneBox.Edge.all.filter { $0.faces.filter(front.contains).count == 1 }
    backFaces = SceneBox.Face.all.filter(isDrawn)
    drawnEdges = SceneBox.Edge.all.filter { $0.faces.contains(where: isDrawn) }
    let middle = { (edge: SceneBox.Edge) in
      camera.project((box.corner(edge.start) + box.corner(edge.end)) / 2).position
    }
    let hasVertical = outline.contains { $0.axis == 2 }
    edges = (0..<3).map { axis in
      let candidates = outline.filter { $0.axis == axis }
      let onFloor = candidates.filter { $0.faces.contains(SceneBox.Face.floor) }
      return (onFloor.isEmpty ? candidates : onFloor).min { one, other in
        let (a, b) = (middle(one), middle(other))
        if axis == 2 { return a.x < b.x }
        if abs(a.y - b.y) > 1e-6 { return a.y < b.y }
        return hasVertical ? a.x > b.x : a.x < b.x
      }
    }
  }
}
