/// Where the box lies on the page, and what stands around it.
///
/// The box is drawn as large as it can be with all numbers and names inside the frame. Those keep their
/// size when it is enlarged, and how many there are depends on its size, so that the size is found by
/// bisection.
struct SceneLayout {
  let projection: SceneProjection
  let choice: SceneAxisChoice
  /// One an axis.
  let annotations: [SceneAnnotation]
  /// Ticks of each axis, as shares of the box's extent along it.
  let gridLines: [[Double]]

  /// Between the frame and what is inside.
  private static let padding = 1.5
  /// Numbers and names are left out where the box could be larger than this without them.
  private static let leastShare = 0.42

  init(_ scene: Scene, in frame: Rect, _ setting: PanelSetting) {
    let annotator = SceneAnnotator(scene, setting)
    let corners = annotator.corners
    let inside = frame.inset(by: Self.padding)
    let largest = Self.largestScale(corners, in: inside)
    var scale = largest
    var annotations: [SceneAnnotation] = []
    for detail in SceneAnnotator.Detail.allCases {
      (scale, annotations) = Self.fitted(annotator, detail, in: inside, atMost: largest)
      if scale >= Self.leastShare * largest { break }
    }
    let extent = Self.extent(corners, annotations, scale)
    let origin = Point(x: inside.midX - extent.midX, y: inside.midY - extent.midY)
    projection = SceneProjection(camera: annotator.camera, scale: scale, origin: origin)
    choice = annotator.choice
    self.annotations = Self.withoutOverlaps(annotations, scale: scale, origin: origin)
    let size = scale
    gridLines = (0..<3).map { axis in
      let shown = annotations[axis].ticks
      let count = max(2, min(SceneAnnotator.greatestTickCount, Int(size * scene.box.size[axis] / 40)))
      return (shown.isEmpty ? annotator.ticks(axis: axis, count: count) : shown).map(\.share)
    }
  }

  /// The scale at which the box alone fills the frame.
  private static func largestScale(_ corners: [Point], in frame: Rect) -> Double {
    let extent = extent(corners, [], 1)
    return min(frame.width / max(extent.width, 1e-9), frame.height / max(extent.height, 1e-9))
  }

  /// The largest scale at which the box and what stands around it fit, 0 when there is none.
  private static func fitted(
    _ annotator: SceneAnnotator, _ detail: SceneAnnotator.Detail, in frame: Rect, atMost largest: Double
  ) -> (scale: Double, annotations: [SceneAnnotation]) {
    let fits = { (scale: Double, annotations: [SceneAnnotation]) in
      let extent = extent(annotator.corners, annotations, scale)
      return extent.width <= frame.width && extent.height <= frame.height
    }
    var annotations = annotator.annotations(at: largest, detail)
    if fits(largest, annotations) { return (largest, annotations) }
    annotations = []
    var (low, high) = (0.0, largest)
    for _ in 0..<12 {
      let middle = (low + high) / 2
      let candidates = annotator.annotations(at: middle, detail)
      if fits(middle, candidates) { (low, annotations) = (middle, candidates) } else { high = middle }
    }
    guard low > 0 else { return (0, [SceneAnnotation](repeating: SceneAnnotation(), count: 3)) }
    // The rest with the same texts.
    for _ in 0..<30 {
      let middle = (low + high) / 2
      if fits(middle, annotations) { low = middle } else { high = middle }
    }
    return (low, annotations)
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

  /// What is left when each text that meets an earlier one is dropped, numbers before names.
  private static func withoutOverlaps(
    _ annotations: [SceneAnnotation], scale: Double, origin: Point
  ) -> [SceneAnnotation] {
    var taken: [RotatedBox] = []
    let keeps = { (item: SceneAnnotation.Item) -> Bool in
      let box = item.placed(scale: scale, origin: origin)
      let spaced = RotatedBox(
        centre: box.centre, width: box.width + FigureStyle.tickSize / 2, height: box.height, angle: box.angle)
      if taken.contains(where: spaced.overlaps) { return false }
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
