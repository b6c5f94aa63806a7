/// Which lines pass where, on a raster fine enough to keep labels off other lines.
struct LineOccupancy {
  private static let spacing = 3.0
  private static let empty: Int32 = -1
  private static let several: Int32 = -2

  private let bounds: Rect
  private let columns: Int
  private let rows: Int
  /// For each square the number of the one line in it, or `empty` or `several`.
  private var squares: [Int32]
  /// Number of each level's first line.
  private let firstNumber: [Int32]

  init(_ lines: [[PolylineMeasure]], in bounds: Rect) {
    self.bounds = bounds
    columns = max(1, min(2000, Int(bounds.width / Self.spacing) + 1))
    rows = max(1, min(2000, Int(bounds.height / Self.spacing) + 1))
    squares = Array(repeating: Self.empty, count: columns * rows)
    var firstNumber: [Int32] = []
    var number: Int32 = 0
    for members in lines {
      firstNumber.append(number)
      number += Int32(members.count)
    }
    self.firstNumber = firstNumber
    for (level, members) in lines.enumerated() {
      for (line, measure) in members.enumerated() {
        mark(measure.points, number: firstNumber[level] + Int32(line))
      }
    }
  }

  /// Whether a line other than the given one passes through a box, as far as the raster tells.
  func isCrossed(_ box: RotatedBox, byLinesOtherThan level: Int, _ line: Int) -> Bool {
    let own = firstNumber[level] + Int32(line)
    return box.samples(spacing: Self.spacing).contains { point in
      guard let square = square(point) else { return false }
      let number = squares[square]
      return number != Self.empty && number != own
    }
  }

  private mutating func mark(_ points: [Point], number: Int32) {
    for (a, b) in zip(points, points.dropFirst()) {
      let steps = max(1, min(10_000, Int((a.distance(to: b) / (Self.spacing / 2)).rounded(.up))))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        guard let square = square(Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)) else {
          continue
        }
        let present = squares[square]
        squares[square] = present == Self.empty || present == number ? number : Self.several
      }
    }
  }

  private func square(_ point: Point) -> Int? {
    let column = ((point.x - bounds.x) / Self.spacing).rounded(.down)
    let row = ((point.y - bounds.y) / Self.spacing).rounded(.down)
    guard column >= 0, row >= 0, column < Double(columns), row < Double(rows) else { return nil }
    return Int(row) * columns + Int(column)
  }
}
