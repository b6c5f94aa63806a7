/// Numbers and name of one axis, beside an edge of the box's outline.
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
  /// Anchors of the tick marks, in the camera's plane, y downwards.
  private(set) var marks: [Point] = []
  /// Unit vector away from the box, on the page.
  private(set) var outward = Point(x: 0, y: 0)

  /// Edges shorter than this, in points, have no numbers, being seen nearly end-on.
  private static let leastLength = 26.0
  private static let gap = 3.0

  /// Nothing, for an axis without an edge.
  init() {}

  /// - Parameters:
  ///   - edge: the edge's ends in the camera's plane, y downwards.
  ///   - centre: the box's centre there.
  ///   - scale: points per unit of the camera's plane.
  ///   - ticks: the axis' ticks for a wished number of them, and their places on the edge.
  ///   - name: of the axis; empty for none.
  ///   - nameShift: shares of the edge's length and points away from it by which the name is moved.
  init(
    edge: (from: Point, to: Point), centre: Point, scale: Double,
    ticks: (Int) -> [(label: String, place: Point)], name: String, nameShift: (Double, Double),
    showsLabels: Bool, theme: Theme, typesetter: Typesetter
  ) {
    let along = (edge.to.vector - edge.from.vector) * scale
    let length = along.dot(along).squareRoot()
    guard length >= Self.leastLength, showsLabels else { return }
    let direction = along / length
    var normal = SIMD2(direction.y, -direction.x)
    if normal.dot(edge.from.vector - centre.vector) < 0 { normal = -normal }
    outward = Point(normal)
    let texts = { (string: String) in
      TextBlock(string, size: FigureStyle.tickSize, colour: theme.ink)
    }
    // As many ticks as leave room between their labels.
    var chosen: [(label: String, place: Point)] = []
    var sizes: [(width: Double, height: Double)] = []
    var step = 1
    for count in stride(from: max(2, min(6, Int(length / 34))), through: 2, by: -1) {
      chosen = ticks(count)
      sizes = chosen.map { typesetter.size(of: texts($0.label)) }
      step = Self.step(between: chosen.map(\.place), sizes, direction, scale)
      if step == 1 { break }
    }
    marks = chosen.map(\.place)
    var depth = 0.0
    for index in Swift.stride(from: (chosen.count - 1) % step / 2, to: chosen.count, by: step) {
      let size = sizes[index]
      let support = abs(normal.x) * size.width / 2 + abs(normal.y) * size.height / 2
      let distance = FigureStyle.tickLength + Self.gap + support
      depth = max(depth, distance + support)
      labels.append(
        Item(
          text: texts(chosen[index].label), anchor: chosen[index].place,
          box: RotatedBox(
            centre: Point(normal * distance), width: size.width, height: size.height, angle: 0)))
    }
    guard !name.isEmpty, length >= 2 * Self.leastLength else { return }
    let text = AxisDrawing.name(name, room: max(1.15 * length, 72), theme.ink)
    let size = typesetter.size(of: text)
    let shift = direction * (nameShift.0 * length) + normal * nameShift.1
    self.name = Item(
      text: text, anchor: Point((edge.from.vector + edge.to.vector) / 2),
      box: RotatedBox(
        centre: Point(normal * (depth + Self.gap + size.height / 2) + shift), width: size.width,
        height: size.height, angle: Self.readingAngle(direction)))
  }

  /// Every how many-th label can be shown.
  private static func step(
    between places: [Point], _ sizes: [(width: Double, height: Double)], _ direction: SIMD2<Double>,
    _ scale: Double
  ) -> Int {
    let width = (sizes.map(\.width).max() ?? 0) + 7
    let height = (sizes.map(\.height).max() ?? 0) + 1
    let needed = min(width / max(abs(direction.x), 1e-9), height / max(abs(direction.y), 1e-9))
    for step in 1..<max(2, places.count) {
      let spacings = zip(places, places.dropFirst(step)).map { $0.distance(to: $1) * scale }
      if spacings.allSatisfy({ $0 >= needed }) { return step }
    }
    return max(1, places.count)
  }

  /// Along the edge, from left to right, upwards where it is steep.
  private static func readingAngle(_ direction: SIMD2<Double>) -> Double {
    let angle = RotatedBox.uprightAngle(
      from: Point(x: 0, y: 0), to: Point(direction))
    return angle > 1.45 ? angle - .pi : angle
  }
}
