/// Numbers and name of one axis, beside an edge of the box's outline.
///
/// They lie beyond the line through the edge, and so beyond the whole box, which is convex on the page.
struct SceneAnnotation {
  /// A text and its box, placed relative to a point of the camera's plane.
  struct Item {
    let text: TextBlock
    /// In the camera's plane, y downwards; what moves when the picture is enlarged.
    let anchor: Point
    /// Around (0, 0); what stays as large as it is.
    let box: RotatedBox

    /// The text's box on the page.
    func placed(scale: Double, origin: Point) -> RotatedBox {
      RotatedBox(
        centre: Point(
          x: origin.x + anchor.x * scale + box.centre.x, y: origin.y + anchor.y * scale + box.centre.y),
        width: box.width, height: box.height, angle: box.angle)
    }
  }

  var labels: [Item] = []
  var name: Item?
  private(set) var ticks: [SceneAnnotator.Tick] = []
  /// Unit vector along the tick marks, away from the box, on the page.
  private(set) var outward = SIMD2<Double>()
  /// Length of the edge in points.
  private(set) var length = 0.0
  private var middle = Point(x: 0, y: 0)
  private var direction = SIMD2<Double>()
  /// Unit vector at right angles to the edge, away from the box.
  private var normal = SIMD2<Double>()
  /// Room that ticks and labels take beside the edge.
  private var depth = 0.0

  /// Edges shorter than this, in points, have no numbers, being seen nearly end-on.
  private static let leastLength = 26.0
  private static let gap = 3.0

  /// Nothing, for an axis without an edge.
  init() {}

  /// - Parameters:
  ///   - axis: 0, 1 or 2.
  ///   - from: the edge's lower end in the camera's plane, y downwards.
  ///   - to: its upper end.
  ///   - centre: the box's centre there.
  ///   - away: middle of the edge on the other side of the same face, from which the grid lines come; the
  ///     ticks lean that way. Nil for ticks at right angles.
  ///   - scale: points per unit of the camera's plane.
  ///   - annotator: knows ticks and sizes.
  init(
    axis: Int, from: Point, to: Point, centre: Point, away: Point?, scale: Double, annotator: SceneAnnotator
  ) {
    let along = (to.vector - from.vector) * scale
    length = along.dot(along).squareRoot()
    guard length >= Self.leastLength else { return }
    direction = along / length
    normal = SIMD2(direction.y, -direction.x)
    if normal.dot(from.vector - centre.vector) < 0 { normal = -normal }
    middle = Point((from.vector + to.vector) / 2)
    outward = Self.lean(normal, middle.vector, away)
    // As many ticks as leave room between their labels.
    var step = 1
    let spacing = abs(direction.y) > 0.8 ? 22.0 : 34
    let most = max(2, min(SceneAnnotator.greatestTickCount, Int(length / spacing)))
    for count in stride(from: most, through: 2, by: -1) {
      ticks = annotator.ticks(axis: axis, count: count)
      step = labelStep(scale, annotator)
      if step == 1 { break }
    }
    let slant = outward.dot(normal)
    for tick in Swift.stride(from: (ticks.count - 1) % step / 2, to: ticks.count, by: step).map({ ticks[$0] })
    {
      let size = annotator.size(of: tick.label)
      let support = abs(normal.x) * size.width / 2 + abs(normal.y) * size.height / 2
      let distance = FigureStyle.tickLength + (Self.gap + support) / slant
      depth = max(depth, distance * slant + support)
      labels.append(
        Item(
          text: tick.label, anchor: tick.place,
          box: RotatedBox(
            centre: Point(outward * distance), width: size.width, height: size.height, angle: 0)))
    }
  }

  /// Ticks lean towards the continuation of the grid lines, but never so far that numbers come to stand along
  /// the axis.
  private static func lean(
    _ normal: SIMD2<Double>, _ middle: SIMD2<Double>, _ away: Point?
  ) -> SIMD2<Double> {
    guard let away else { return normal }
    let continuation = middle - away.vector
    let reach = continuation.dot(continuation).squareRoot()
    guard reach > 0 else { return normal }
    let lean = normal * 0.6 + continuation / reach * 0.4
    let unit = lean / lean.dot(lean).squareRoot()
    return unit.dot(normal) < 0.7 ? normal : unit
  }

  /// Every how many-th label can be shown.
  private func labelStep(_ scale: Double, _ annotator: SceneAnnotator) -> Int {
    let sizes = ticks.map { annotator.size(of: $0.label) }
    let width = (sizes.map(\.width).max() ?? 0) + 7
    let height = (sizes.map(\.height).max() ?? 0) + 1
    let needed = min(width / max(abs(direction.x), 1e-9), height / max(abs(direction.y), 1e-9))
    for step in 1..<max(2, ticks.count) {
      let spacings = zip(ticks, ticks.dropFirst(step)).map { $0.place.distance(to: $1.place) * scale }
      if spacings.allSatisfy({ $0 >= needed }) { return step }
    }
    return max(1, ticks.count)
  }

  /// Adds the axis' name parallel to the edge, moved along it or away from it where it would meet other
  /// texts.
  mutating func addName(
    _ text: TextBlock, size: SceneAnnotator.Size, scale: Double, avoiding others: [Item]
  ) {
    guard length >= 2 * Self.leastLength else { return }
    let origin = Point(x: 0, y: 0)
    let taken = others.map { $0.placed(scale: scale, origin: origin) }
    for (along, beyond) in [(0.0, 0.0), (0.12, 0), (-0.12, 0), (0, 8), (0.25, 0), (-0.25, 0), (0, 18)] {
      let distance = depth + Self.gap + size.height / 2 + beyond
      let item = Item(
        text: text, anchor: middle,
        box: RotatedBox(
          centre: Point(normal * distance + direction * (along * length)), width: size.width,
          height: size.height, angle: readingAngle))
      let placed = item.placed(scale: scale, origin: origin)
      if !taken.contains(where: placed.overlaps) {
        name = item
        return
      }
    }
  }

  /// Along the edge, from left to right, upwards where it is steep.
  private var readingAngle: Double {
    let angle = RotatedBox.uprightAngle(from: Point(x: 0, y: 0), to: Point(direction))
    return angle > 1.45 ? angle - .pi : angle
  }
}
