/// Places labels on contour lines: on straight stretches, upright, apart from each other, from markers and
/// from other lines.
///
/// For each line, the longest first, all positions a label could take are scored, and the best one that
/// overlaps nothing is taken. The line is then cut where the label stands. A line without such a stretch
/// stays unlabelled; the colour bar has its level.
struct ContourLabels {
  /// A label on its line.
  struct Placement: Hashable, Sendable {
    /// Index of the level.
    let level: Int
    /// Index of the line among the level's lines.
    let line: Int
    let centre: Point
    /// Rotation in radians, clockwise on the page, −π/2…π/2: upright.
    let angle: Double
    /// The stretch of the line, in points from its start, that makes room for the label.
    let gap: ClosedRange<Double>
  }

  /// What a label is measured as.
  typealias Size = (width: Double, height: Double)

  private(set) var placements: [Placement] = []
  private var boxes: [RotatedBox]
  private let bounds: Rect
  private let occupancy: LineOccupancy
  private let isBlocked: (Point) -> Bool

  /// Room between a label and its line's cut ends.
  private static let padding = 2.5
  /// The least ratio of a stretch's chord to its length that counts as straight.
  private static let straightness = 0.97
  private static let largestCount = 40

  /// - Parameters:
  ///   - lines: for each level its lines on the page.
  ///   - sizes: for each level the size of its label.
  ///   - bounds: where labels may be.
  ///   - isBlocked: whether a point of the page must not be covered, such as one in a cell without values.
  ///   - obstacles: rectangles that must not be covered, such as markers.
  init(
    on lines: [[PolylineMeasure]], sizes: [Size], in bounds: Rect, isBlocked: @escaping (Point) -> Bool,
    avoiding obstacles: [Rect]
  ) {
    self.isBlocked = isBlocked
    self.bounds = bounds.inset(by: 3)
    boxes = obstacles.map { RotatedBox(centre: $0.centre, width: $0.width, height: $0.height, angle: 0) }
    occupancy = LineOccupancy(lines, in: bounds)
    var order: [(level: Int, line: Int)] = []
    for (level, members) in lines.enumerated() {
      for line in members.indices where members[line].length > 3 * sizes[level].width + 50 {
        order.append((level, line))
      }
    }
    order.sort { a, b in
      let (first, second) = (lines[a.level][a.line].length, lines[b.level][b.line].length)
      return first == second ? (a.level, a.line) < (b.level, b.line) : first > second
    }
    for (level, line) in order {
      let measure = lines[level][line]
      // Long lines get a second label, far from the first.
      for _ in 0..<(measure.length > 420 ? 2 : 1) {
        guard placements.count < Self.largestCount else { return }
        place(level, line, measure, sizes[level])
      }
    }
  }

  private mutating func place(_ level: Int, _ line: Int, _ measure: PolylineMeasure, _ size: Size) {
    let half = size.width / 2 + Self.padding
    let taken = placements.filter { $0.level == level && $0.line == line }
    var best: (score: Double, placement: Placement, box: RotatedBox)?
    let step = max(2, measure.length / 150)
    for middle in Swift.stride(from: half + 4, through: measure.length - half - 4, by: step) {
      let gap = middle - half...middle + half
      if taken.contains(where: { abs(middle - ($0.gap.lowerBound + half)) < measure.length / 3 }) { continue }
      let (start, end) = (measure.point(at: gap.lowerBound), measure.point(at: gap.upperBound))
      let straightness = start.distance(to: end) / (2 * half)
      guard straightness >= Self.straightness else { continue }
      let on = measure.point(at: middle)
      let centre = Point(x: (start.x + end.x + 2 * on.x) / 4, y: (start.y + end.y + 2 * on.y) / 4)
      let angle = RotatedBox.uprightAngle(from: start, to: end)
      let box = RotatedBox(centre: centre, width: size.width + 2, height: size.height, angle: angle)
      guard box.corners.allSatisfy(bounds.contains) else { continue }
      let roomy = RotatedBox(centre: centre, width: size.width + 8, height: size.height + 4, angle: angle)
      if boxes.contains(where: { $0.overlaps(roomy) }) { continue }
      if roomy.samples(spacing: 4).contains(where: isBlocked) { continue }
      if occupancy.isCrossed(box, byLinesOtherThan: level, line) { continue }
      let nearest = placements.map { $0.centre.distance(to: centre) }.min() ?? 100
      let score = 40 * (straightness - 1) - abs(angle) / 3 + min(nearest, 100) / 100
      if score > best?.score ?? -.infinity {
        let placement = Placement(level: level, line: line, centre: centre, angle: angle, gap: gap)
        best = (score, placement, box)
      }
    }
    guard let best else { return }
    placements.append(best.placement)
    boxes.append(best.box)
  }
}
