/// Where the box lies on the page, and what stands around it.
///
/// The box is drawn as large as it can be with all numbers and names inside the frame. Those keep their size when
/// it is enlarged, and how many there are depends on its size, so that the two are found in turns.
struct SceneLayout {
  let projection: SceneProjection
  let choice: SceneAxisChoice
  /// One an axis.
  let annotations: [SceneAnnotation]
  /// Ticks of each axis, as shares of the box's extent along it.
  let gridLines: [[Double]]

  /// How much is written around the box.
  private enum Detail: CaseIterable {
    case namesAndNumbers
    case numbers
    case nothing
  }

  /// Between the frame and what is inside.
  private static let padding = 1.5

  init(_ scene: Scene, in frame: Rect, _ setting: PanelSetting) {
    let box = scene.box
    let camera = SceneCamera(scene.options.view, around: box.centre, radius: box.radius)
    let choice = SceneAxisChoice(box, camera)
    let plane = { (point: SIMD3<Double>) -> Point in
      let projected = camera.project(point).position
      return Point(x: projected.x, y: -projected.y)
    }
    let corners = (0..<8).map { plane(box.corner($0)) }
    let inside = frame.inset(by: Self.padding)
    let largest = Self.scale(corners, [], in: inside, atMost: .infinity)
    let annotate = { (scale: Double, detail: Detail, shifts: [(Double, Double)]) -> [SceneAnnotation] in
      (0..<3).map { axis -> SceneAnnotation in
        guard let edge = choice.edges[axis] else { return SceneAnnotation() }
        return SceneAnnotation(
          edge: (corners[edge.start], corners[edge.end]), centre: plane(box.centre), scale: scale,
          ticks: { count in
            let ticks = scene.ticks(axis: axis, count: count)
            return zip(ticks.labels, ticks.values).map { label, value in
              var place = box.corner(edge.start)
              place[axis] += scene.share(of: value, axis: axis) * box.size[axis]
              return (label, plane(place))
            }
          }, name: detail == .namesAndNumbers ? scene.names[axis] : "", nameShift: shifts[axis],
          showsLabels: detail != .nothing, theme: setting.theme, typesetter: setting.typesetter)
      }
    }
    var scale = largest
    var annotations: [SceneAnnotation] = []
    for detail in Detail.allCases {
      scale = largest
      for _ in 0..<6 {
        let shifts = Self.nameShifts(at: scale) { annotate(scale, detail, $0) }
        annotations = annotate(scale, detail, shifts)
        scale = Self.scale(corners, annotations, in: inside, atMost: largest)
      }
      if scale >= 0.45 * largest { break }
    }
    let origin = Self.origin(corners, annotations, scale, in: inside)
    projection = SceneProjection(camera: camera, scale: scale, origin: origin)
    self.choice = choice
    self.annotations = Self.withoutOverlaps(annotations, scale: scale, origin: origin)
    let length = scale
    gridLines = (0..<3).map { axis in
      let count = max(2, min(6, Int(length * box.size[axis] / 40)))
      return scene.ticks(axis: axis, count: count).values.map { scene.share(of: $0, axis: axis) }
    }
  }

  /// The largest scale at which corners and annotations fit; 0 when they never do.
  private static func scale(
    _ corners: [Point], _ annotations: [SceneAnnotation], in frame: Rect, atMost limit: Double
  ) -> Double {
    let fits = { (scale: Double) in
      let extent = extent(corners, annotations, scale)
      return extent.width <= frame.width && extent.height <= frame.height
    }
    var high = limit
    if !limit.isFinite {
      let extent = extent(corners, [], 1)
      high = min(frame.width / max(extent.width, 1e-9), frame.height / max(extent.height, 1e-9))
    }
    if fits(high) { return high }
    var low = 0.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  private static func extent(_ corners: [Point], _ annotations: [SceneAnnotation], _ scale: Double) -> Rect {
    var points = corners.map { Point(x: $0.x * scale, y: $0.y * scale) }
    for annotation in annotations {
      for item in annotation.labels + (annotation.name.map { [$0] } ?? []) {
        points += item.placed(scale: scale, origin: Point(x: 0, y: 0)).corners
      }
    }
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return Rect(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }

  private static func origin(
    _ corners: [Point], _ annotations: [SceneAnnotation], _ scale: Double, in frame: Rect
  ) -> Point {
    let extent = extent(corners, annotations, scale)
    return Point(x: frame.midX - extent.midX, y: frame.midY - extent.midY)
  }

  /// How far each name is moved along its edge and away from it so that none meets another text.
  private static func nameShifts(
    at scale: Double, _ annotate: ([(Double, Double)]) -> [SceneAnnotation]
  ) -> [(Double, Double)] {
    var shifts = [(Double, Double)](repeating: (0, 0), count: 3)
    let origin = Point(x: 0, y: 0)
    for axis in 0..<3 {
      for shift in [(0.0, 0.0), (0.12, 0), (-0.12, 0), (0, 8), (0.25, 0), (-0.25, 0), (0, 18)] {
        shifts[axis] = shift
        let annotations = annotate(shifts)
        guard let name = annotations[axis].name?.placed(scale: scale, origin: origin) else { break }
        let others =
          annotations.flatMap(\.labels) + annotations[..<axis].compactMap(\.name)
        if !others.contains(where: { $0.placed(scale: scale, origin: origin).overlaps(name) }) { break }
      }
    }
    return shifts
  }

  /// What is left when each text that meets an earlier one is dropped, numbers before names.
  private static func withoutOverlaps(
    _ annotations: [SceneAnnotation], scale: Double, origin: Point
  ) -> [SceneAnnotation] {
    var taken: [RotatedBox] = []
    let keeps = { (item: SceneAnnotation.Item) -> Bool in
      let box = item.placed(scale: scale, origin: origin)
      if taken.contains(where: box.overlaps) { return false }
      taken.append(box)
      return true
    }
    var annotations = annotations
    for axis in annotations.indices { annotations[axis].labels = annotations[axis].labels.filter(keeps) }
    for axis in annotations.indices {
      annotations[axis].name = annotations[axis].name.flatMap { keeps($0) ? $0 : nil }
    }
    return annotations
  }
}
